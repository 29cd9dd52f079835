import { ArgsType, Field } from 'type-graphql';
import { createOrderInput, type OrderInput } from '../../paging/create-order-input.ts';
import { PageArgs } from '../../paging/page.args.ts';
import { ModelFamilyFilter } from './model-family-filter.input.ts';
import { ModelFamilyOrderField } from './model-family-order-field.ts';

const ModelFamilyOrder = createOrderInput<ModelFamilyOrderField>('ModelFamily', ModelFamilyOrderField);

/** What a ModelFamily list takes. */
@ArgsType()
export class ModelFamilyListArgs extends PageArgs {
  @Field(() => ModelFamilyFilter, { nullable: true, description: 'Which rows are listed.' })
  readonly filter?: ModelFamilyFilter | null;

  @Field(() => [ModelFamilyOrder], { nullable: true, description: 'How they are sorted, first column first; default: by name.' })
  readonly orderBy?: readonly OrderInput<ModelFamilyOrderField>[] | null;
}
