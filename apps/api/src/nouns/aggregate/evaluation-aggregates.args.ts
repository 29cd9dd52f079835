import { ArgsType, Field } from 'type-graphql';
import { EvaluationFilter } from '../evaluation/evaluation-filter.input.ts';
import { AggregateArgs } from './aggregate.args.ts';
import { EvaluationGroup } from './evaluation-group.ts';
import { EvaluationNumber } from './evaluation-number.ts';

/** What evaluationAggregates takes. */
@ArgsType()
export class EvaluationAggregatesArgs extends AggregateArgs {
  @Field(() => [EvaluationGroup], { description: 'What they are grouped by, besides lane, benchmark and metric; may be empty.' })
  readonly groupBy!: readonly EvaluationGroup[];

  @Field(() => EvaluationNumber, { nullable: true, defaultValue: EvaluationNumber.RETENTION, description: 'Which number of them.' })
  readonly of?: EvaluationNumber | null;

  @Field(() => EvaluationFilter, { nullable: true, description: 'Which evaluations count.' })
  readonly filter?: EvaluationFilter | null;
}
