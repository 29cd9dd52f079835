import { ArgsType, Field } from 'type-graphql';
import { createOrderInput, type OrderInput } from '../../paging/create-order-input.ts';
import { PageArgs } from '../../paging/page.args.ts';
import { PruningFilter } from './pruning-filter.input.ts';
import { PruningOrderField } from './pruning-order-field.ts';

const PruningOrder = createOrderInput<PruningOrderField>('Pruning', PruningOrderField);

/** What a Pruning list takes. */
@ArgsType()
export class PruningListArgs extends PageArgs {
  @Field(() => PruningFilter, { nullable: true, description: 'Which rows are listed.' })
  readonly filter?: PruningFilter | null;

  @Field(() => [PruningOrder], {
    nullable: true,
    description: 'How they are sorted, first column first; default: by model, strategy, removed count.',
  })
  readonly orderBy?: readonly OrderInput<PruningOrderField>[] | null;
}
