import { ArgsType, Field } from 'type-graphql';
import { createOrderInput, type OrderInput } from '../../paging/create-order-input.ts';
import { PageArgs } from '../../paging/page.args.ts';
import { SampleFilter } from './sample-filter.input.ts';
import { SampleOrderField } from './sample-order-field.ts';

const SampleOrder = createOrderInput<SampleOrderField>('Sample', SampleOrderField);

/** What a Sample list takes. */
@ArgsType()
export class SampleListArgs extends PageArgs {
  @Field(() => SampleFilter, { nullable: true, description: 'Which rows are listed.' })
  readonly filter?: SampleFilter | null;

  @Field(() => [SampleOrder], { nullable: true, description: 'How they are sorted, first column first; default: by position.' })
  readonly orderBy?: readonly OrderInput<SampleOrderField>[] | null;
}
