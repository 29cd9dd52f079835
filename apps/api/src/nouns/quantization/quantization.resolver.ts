import { Arg, Ctx, FieldResolver, Resolver, Root } from 'type-graphql';
import type { RequestContext } from '../../access/request-context.ts';
import { Model } from '../model/model.type.ts';
import { Strategy } from '../vocabulary/strategy.ts';
import { QuantizationTable } from './quantization-table.type.ts';

/** A model and its quantized forms. */
@Resolver(() => Model)
export class QuantizationResolver {
  @FieldResolver(() => Model, { nullable: true, description: 'The model that this one was quantized from; null for a model of its own.' })
  derivedFrom(@Root() { derivedFromKey }: Model, @Ctx() { reader }: RequestContext): Promise<Model | null> | null {
    return derivedFromKey === null ? null : reader.getByKey('Model', derivedFromKey);
  }

  @FieldResolver(() => QuantizationTable, {
    description: 'The model and its quantized forms by removed layers: perplexity, benchmarks, bytes and tokens per second.',
  })
  quantizationTable(
    @Root() { key }: Model,
    @Arg('strategy', () => Strategy, { nullable: true, defaultValue: Strategy.BLOCK_INFLUENCE, description: 'Whose choices are shown.' })
    strategy: Strategy | null,
    @Arg('lane', () => String, { nullable: true, description: 'Lane of the evaluations; null = the one with the most.' }) lane:
      | string
      | null,
    @Ctx() { quantizations }: RequestContext,
  ): Promise<QuantizationTable> {
    return quantizations.getTable(key, strategy ?? Strategy.BLOCK_INFLUENCE, lane ?? null);
  }
}
