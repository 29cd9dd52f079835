import { ArgsType, Field } from 'type-graphql';
import { createOrderInput, type OrderInput } from '../../paging/create-order-input.ts';
import { PageArgs } from '../../paging/page.args.ts';
import { ModelRevisionFilter } from './model-revision-filter.input.ts';
import { ModelRevisionOrderField } from './model-revision-order-field.ts';

const ModelRevisionOrder = createOrderInput<ModelRevisionOrderField>('ModelRevision', ModelRevisionOrderField);

/** What a ModelRevision list takes. */
@ArgsType()
export class ModelRevisionListArgs extends PageArgs {
  @Field(() => ModelRevisionFilter, { nullable: true, description: 'Which rows are listed.' })
  readonly filter?: ModelRevisionFilter | null;

  @Field(() => [ModelRevisionOrder], { nullable: true, description: 'How they are sorted, first column first; default: newest first.' })
  readonly orderBy?: readonly OrderInput<ModelRevisionOrderField>[] | null;
}
