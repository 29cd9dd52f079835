import { ArgsType, Field } from 'type-graphql';
import { createOrderInput, type OrderInput } from '../../paging/create-order-input.ts';
import { PageArgs } from '../../paging/page.args.ts';
import { LayerScoreFilter } from './layer-score-filter.input.ts';
import { LayerScoreOrderField } from './layer-score-order-field.ts';

const LayerScoreOrder = createOrderInput<LayerScoreOrderField>('LayerScore', LayerScoreOrderField);

/** What a LayerScore list takes. */
@ArgsType()
export class LayerScoreListArgs extends PageArgs {
  @Field(() => LayerScoreFilter, { nullable: true, description: 'Which rows are listed.' })
  readonly filter?: LayerScoreFilter | null;

  @Field(() => [LayerScoreOrder], {
    nullable: true,
    description: 'How they are sorted, first column first; default: by model, metric, layer index.',
  })
  readonly orderBy?: readonly OrderInput<LayerScoreOrderField>[] | null;
}
