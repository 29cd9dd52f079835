import { ArgsType, Field } from 'type-graphql';
import { createOrderInput, type OrderInput } from '../../paging/create-order-input.ts';
import { PageArgs } from '../../paging/page.args.ts';
import { EvaluationFilter } from './evaluation-filter.input.ts';
import { EvaluationOrderField } from './evaluation-order-field.ts';

const EvaluationOrder = createOrderInput<EvaluationOrderField>('Evaluation', EvaluationOrderField);

/** What a Evaluation list takes. */
@ArgsType()
export class EvaluationListArgs extends PageArgs {
  @Field(() => EvaluationFilter, { nullable: true, description: 'Which rows are listed.' })
  readonly filter?: EvaluationFilter | null;

  @Field(() => [EvaluationOrder], {
    nullable: true,
    description: 'How they are sorted, first column first; default: by model, benchmark, metric, removed count.',
  })
  readonly orderBy?: readonly OrderInput<EvaluationOrderField>[] | null;
}
