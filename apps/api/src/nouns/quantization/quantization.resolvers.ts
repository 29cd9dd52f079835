import { type FormCell, type FormRow, type MeasuredForm, tabulateForms } from '@lamina/benchmarks';
import { protocolOfForms, type QuantizedFormsQuery, quantizedForms } from '@lamina/database';
import { GraphQLSafeInt } from 'graphql-scalars';
import { Arg, Ctx, FieldResolver, Float, Int, Resolver, Root } from 'type-graphql';
import type { RequestContext } from '../../access/request-context.ts';
import { optionalRow, relations } from '../../data/relations.ts';
import type { Stores } from '../../data/stores.ts';
import { defineEnum, type ValueOf } from '../../paging/define-enum.ts';
import { field, nullable, outputType } from '../../paging/field.ts';
import { MODELS } from '../model/model.list.ts';
import { Model } from '../model/model.type.ts';
import { Strategy } from '../vocabulary/removal.ts';

/** The value is the name in the benchmarks package. */
const QuantizationOrder = defineEnum(
  'QuantizationOrder',
  'Order of quantization and removal. Each weight is rounded independently, so both orders give the same model for the same layers. They differ only in the scores that choose the layers.',
  {
    DENSE: ['dense', 'No layer is removed.'],
    QUANTIZE_THEN_REMOVE: ['quantize-then-remove', 'Quantize first: the layers were chosen by the scores of the quantized form.'],
    REMOVE_THEN_QUANTIZE: ['remove-then-quantize', "Remove first: the layers were chosen by the original's scores."],
  },
);
type QuantizationOrder = ValueOf<typeof QuantizationOrder>;

@outputType('One metric of one benchmark for one form of a model.')
class QuantizationCell implements FormCell {
  @field(String, 'Name of the benchmark.') readonly benchmark!: string;
  @field(String, "Name of the metric: 'acc', or 'word_perplexity' for a text.") readonly metric!: string;
  @field(Float, 'Its value.') readonly value!: number;
  @nullable(Float, 'Its standard error.') readonly standardError!: number | null;
}

@outputType('One precision with one number of removed layers.')
class QuantizationRow implements FormRow {
  @field(String, 'Short name of the model in this precision.') readonly model!: string;
  @field(String, 'Precision of the stored weights.') readonly precision!: string;
  @field(QuantizationOrder, 'Order of quantization and removal.') readonly order!: QuantizationOrder;
  @nullable(Strategy, 'Strategy that chose the layers; null for the dense model.') readonly strategy!: Strategy | null;
  @field(Int, 'Number of removed layers.') readonly removedCount!: number;
  @field([Int], 'The removed layers, ascending.') readonly removed!: readonly number[];
  @nullable(Float, 'Mean accuracy over the multiple-choice benchmarks that all rows have in common; null if there are none.')
  readonly averageAccuracy!: number | null;
  @nullable(Float, 'Word perplexity, geometric mean over the perplexity texts that all rows have in common; null if there are none.')
  readonly perplexity!: number | null;
  @field([QuantizationCell], 'All benchmarks, sorted by name.') readonly cells!: readonly QuantizationCell[];
  @nullable(GraphQLSafeInt, 'Bytes of all weights; null if they are not known.') readonly weightsBytes!: number | null;
  @nullable(Float, 'Prompt tokens per second for a single text, median; null if it was not measured.')
  readonly prefillTokensPerSecond!: number | null;
  @nullable(Float, 'Generated tokens per second for a single text, median; null if it was not measured.')
  readonly decodeTokensPerSecond!: number | null;
  @nullable(String, 'Machine that measured the speeds.') readonly machine!: string | null;
}

@outputType('A model and its quantized forms, with and without removed layers. It shows whether quantization and removal can be combined.')
class QuantizationTable {
  @nullable(String, 'Protocol of the evaluations; null if there are none.') readonly lane!: string | null;
  @field(Boolean, 'Whether all speeds come from one machine, device, provider and number of threads. If not, they are not comparable.')
  readonly isOneMachine!: boolean;
  @field([QuantizationRow], 'Rows by precision (the original first), removed layers and order.') readonly rows!: readonly QuantizationRow[];
}

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

/** The model and every form derived from it. Null = the protocol with the most evaluations. */
async function readTable(
  { sqlReader }: Stores,
  { lane: wanted, ...query }: Omit<QuantizedFormsQuery, 'protocol'> & { readonly lane: string | null },
): Promise<QuantizationTable> {
  const [largest] = wanted === null ? await sqlReader.readRows<{ readonly protocol: string }>(protocolOfForms(query.modelKey)) : [];
  const lane = wanted ?? largest?.protocol ?? null;
  const forms = lane === null ? [] : await sqlReader.readRows<MeasuredForm>(quantizedForms({ ...query, protocol: lane }));
  return { lane, ...tabulateForms(forms) };
}

/** Fields of models about their quantized forms. */
export const QUANTIZATION_RESOLVERS = [
  QuantizationResolver,
  ...relations(Model, {
    derivedFrom: optionalRow(MODELS, 'derivedFromKey', 'The model that this one was quantized from; null if it is not a quantized form.'),
  }),
];
