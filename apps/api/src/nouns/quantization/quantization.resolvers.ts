import { Arg, Ctx, FieldResolver, Resolver, Root } from 'type-graphql';
import type { RequestContext } from '../../access/request-context.ts';
import { optionalRow, relations } from '../../data/relations.ts';
import { MODELS } from '../model/model.list.ts';
import { Model } from '../model/model.type.ts';
import { Strategy } from '../vocabulary/removal.ts';
import { readQuantizationTable } from './quantization.service.ts';
import { QuantizationTable } from './quantization-table.type.ts';

/** A model and its quantized forms. */
@Resolver(() => Model)
class QuantizationResolver {
  @FieldResolver(() => QuantizationTable, {
    description: 'The model and its quantized forms at each number of removed layers: perplexity, benchmarks, bytes and tokens per second.',
  })
  quantizationTable(
    @Root() { key }: Model,
    @Arg('strategy', () => Strategy, {
      nullable: true,
      defaultValue: Strategy.BLOCK_INFLUENCE,
      description: 'Strategy whose choices are shown.',
    })
    strategy: Strategy | null,
    @Arg('lane', () => String, { nullable: true, description: 'Lane of the evaluations; null = the lane with the most evaluations.' }) lane:
      | string
      | null,
    @Ctx() context: RequestContext,
  ): Promise<QuantizationTable> {
    return readQuantizationTable(context, key, { strategy: strategy ?? Strategy.BLOCK_INFLUENCE, lane: lane ?? null });
  }
}

/** Fields of models about their quantized forms. */
export const QUANTIZATION_RESOLVERS = [
  QuantizationResolver,
  ...relations(Model, {
    derivedFrom: optionalRow(MODELS, 'derivedFromKey', 'The model that this one was quantized from; null if it is not a quantized form.'),
  }),
];
