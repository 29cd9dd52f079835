import { ArgsType, Field } from 'type-graphql';
import { createOrderInput, type OrderInput } from '../../paging/create-order-input.ts';
import { PageArgs } from '../../paging/page.args.ts';
import { LayerFilter } from './layer-filter.input.ts';
import { LayerOrderField } from './layer-order-field.ts';

const LayerOrder = createOrderInput<LayerOrderField>('Layer', LayerOrderField);

/** What a Layer list takes. */
@ArgsType()
export class LayerListArgs extends PageArgs {
  @Field(() => LayerFilter, { nullable: true, description: 'Which rows are listed.' })
  readonly filter?: LayerFilter | null;

  @Field(() => [LayerOrder], { nullable: true, description: 'How they are sorted, first column first; default: by model, then index.' })
  readonly orderBy?: readonly OrderInput<LayerOrderField>[] | null;
}
