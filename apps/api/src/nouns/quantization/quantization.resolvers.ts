import { type FormRow, type MeasuredForm, tabulateForms } from '@lamina/benchmarks';
import { protocolOfForms, quantizedForms } from '@lamina/database';
import { GraphQLSafeInt } from 'graphql-scalars';
import { Ctx, FieldResolver, Float, Int, Resolver, Root } from 'type-graphql';
import type { RequestContext } from '../../access/request-context.ts';
import { optionalRow, relations } from '../../data/relations.ts';
import { defineEnum, type ValueOf } from '../../paging/define-enum.ts';
import { field, nullable, outputType } from '../../paging/field.ts';
import { MODELS } from '../model/model.list.ts';
import { Model } from '../model/model.type.ts';

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

@outputType('One precision with one number of removed layers.')
class QuantizationRow implements FormRow {
  @field(String, 'Short name of the model in this precision.') readonly model!: string;
  @field(String, 'Precision of the stored weights.') readonly precision!: string;
  @field(QuantizationOrder, 'Order of quantization and removal.') readonly order!: QuantizationOrder;
  @field(Int, 'Number of layers that block influence removed.') readonly removedCount!: number;
  @nullable(Float, 'Word perplexity, geometric mean over the perplexity texts that all rows have in common; null if there are none.')
  readonly perplexity!: number | null;
  @nullable(GraphQLSafeInt, 'Bytes of all weights; null if they are not known.') readonly weightsBytes!: number | null;
}

@outputType('A model and its quantized forms, with and without removed layers. It shows whether quantization and removal can be combined.')
class QuantizationTable {
  @field([QuantizationRow], 'Rows by precision (the original first), removed layers and order.') readonly rows!: readonly QuantizationRow[];
}

/** A model and its quantized forms. */
@Resolver(() => Model)
class QuantizationResolver {
  @FieldResolver(() => QuantizationTable, {
    description:
      'The model and its quantized forms at each number of layers that block influence removed: perplexity and bytes, by the protocol with the most evaluations.',
  })
  async quantizationTable(@Root() { key }: Model, @Ctx() { sqlReader }: RequestContext): Promise<QuantizationTable> {
    const [largest] = await sqlReader.readRows<{ readonly protocol: string }>(protocolOfForms(key));
    return {
      rows: largest === undefined ? [] : tabulateForms(await sqlReader.readRows<MeasuredForm>(quantizedForms(key, largest.protocol))),
    };
  }
}

/** Fields of models about their quantized forms. */
export const QUANTIZATION_RESOLVERS = [
  QuantizationResolver,
  ...relations(Model, {
    derivedFrom: optionalRow(MODELS, 'derivedFromKey', 'The model that this one was quantized from; null if it is not a quantized form.'),
  }),
];
