import { ArgsType, Field } from 'type-graphql';
import { createOrderInput, type OrderInput } from '../../paging/create-order-input.ts';
import { PageArgs } from '../../paging/page.args.ts';
import { ReleaseFilter } from './release-filter.input.ts';
import { ReleaseOrderField } from './release-order-field.ts';

const ReleaseOrder = createOrderInput<ReleaseOrderField>('Release', ReleaseOrderField);

/** What a Release list takes. */
@ArgsType()
export class ReleaseListArgs extends PageArgs {
  @Field(() => ReleaseFilter, { nullable: true, description: 'Which rows are listed.' })
  readonly filter?: ReleaseFilter | null;

  @Field(() => [ReleaseOrder], { nullable: true, description: 'How they are sorted, first column first; default: newest first.' })
  readonly orderBy?: readonly OrderInput<ReleaseOrderField>[] | null;
}
