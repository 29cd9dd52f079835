import { ArgsType, Field } from 'type-graphql';
import { createOrderInput, type OrderInput } from '../../paging/create-order-input.ts';
import { PageArgs } from '../../paging/page.args.ts';
import { ModelFilter } from './model-filter.input.ts';
import { ModelOrderField } from './model-order-field.ts';

const ModelOrder = createOrderInput<ModelOrderField>('Model', ModelOrderField);

/** What a Model list takes. */
@ArgsType()
export class ModelListArgs extends PageArgs {
  @Field(() => ModelFilter, { nullable: true, description: 'Which rows are listed.' })
  readonly filter?: ModelFilter | null;

  @Field(() => [ModelOrder], { nullable: true, description: 'How they are sorted, first column first; default: by name.' })
  readonly orderBy?: readonly OrderInput<ModelOrderField>[] | null;
}
