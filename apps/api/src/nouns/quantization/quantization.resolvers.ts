import { type MeasuredForm, tabulateForms } from '@lamina/benchmarks';
import { laneOfForms, type QuantizedFormsQuery, quantizedForms } from '@lamina/database';
import { Arg, Ctx, FieldResolver, Resolver, Root } from 'type-graphql';
import type { RequestContext } from '../../access/request-context.ts';
import { optionalRow, relations } from '../../data/relations.ts';
import type { Stores } from '../../data/stores.ts';
import { MODELS } from '../model/model.list.ts';
import { Model } from '../model/model.type.ts';
import { Strategy } from '../vocabulary/removal.ts';
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
    @Arg('lane', () => String, { nullable: true, description: 'Protocol of the evaluations; null = the one with the most evaluations.' })
    lane: string | null,
    @Ctx() context: RequestContext,
  ): Promise<QuantizationTable> {
    return readTable(context, { modelKey: key, strategy: strategy ?? Strategy.BLOCK_INFLUENCE, lane: lane ?? null });
  }
}

/** The model and every form derived from it. Null lane = the one with the most evaluations. */
async function readTable(
  { sqlReader }: Stores,
  { lane: wanted, ...query }: Omit<QuantizedFormsQuery, 'lane'> & { readonly lane: string | null },
): Promise<QuantizationTable> {
  const [largest] = wanted === null ? await sqlReader.readRows<{ readonly lane: string }>(laneOfForms(query.modelKey)) : [];
  const lane = wanted ?? largest?.lane ?? null;
  const forms = lane === null ? [] : await sqlReader.readRows<MeasuredForm>(quantizedForms({ ...query, lane }));
  return { lane, ...tabulateForms(forms) };
}

/** Fields of models about their quantized forms. */
export const QUANTIZATION_RESOLVERS = [
  QuantizationResolver,
  ...relations(Model, {
    derivedFrom: optionalRow(MODELS, 'derivedFromKey', 'The model that this one was quantized from; null if it is not a quantized form.'),
  }),
];
