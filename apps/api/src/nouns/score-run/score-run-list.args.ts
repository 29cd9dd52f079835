import { ArgsType, Field } from 'type-graphql';
import { createOrderInput, type OrderInput } from '../../paging/create-order-input.ts';
import { PageArgs } from '../../paging/page.args.ts';
import { ScoreRunFilter } from './score-run-filter.input.ts';
import { ScoreRunOrderField } from './score-run-order-field.ts';

const ScoreRunOrder = createOrderInput<ScoreRunOrderField>('ScoreRun', ScoreRunOrderField);

/** What a ScoreRun list takes. */
@ArgsType()
export class ScoreRunListArgs extends PageArgs {
  @Field(() => ScoreRunFilter, { nullable: true, description: 'Which rows are listed.' })
  readonly filter?: ScoreRunFilter | null;

  @Field(() => [ScoreRunOrder], { nullable: true, description: 'How they are sorted, first column first; default: newest first.' })
  readonly orderBy?: readonly OrderInput<ScoreRunOrderField>[] | null;
}
