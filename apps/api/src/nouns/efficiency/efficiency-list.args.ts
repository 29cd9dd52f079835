import { ArgsType, Field } from 'type-graphql';
import { createOrderInput, type OrderInput } from '../../paging/create-order-input.ts';
import { PageArgs } from '../../paging/page.args.ts';
import { EfficiencyFilter } from './efficiency-filter.input.ts';
import { EfficiencyOrderField } from './efficiency-order-field.ts';

const EfficiencyOrder = createOrderInput<EfficiencyOrderField>('Efficiency', EfficiencyOrderField);

/** What a Efficiency list takes. */
@ArgsType()
export class EfficiencyListArgs extends PageArgs {
  @Field(() => EfficiencyFilter, { nullable: true, description: 'Which rows are listed.' })
  readonly filter?: EfficiencyFilter | null;

  @Field(() => [EfficiencyOrder], {
    nullable: true,
    description: 'How they are sorted, first column first; default: by model, removed count, batch.',
  })
  readonly orderBy?: readonly OrderInput<EfficiencyOrderField>[] | null;
}
