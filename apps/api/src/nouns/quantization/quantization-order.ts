import { registerEnumType } from 'type-graphql';

/** Which came first. */
export const QuantizationOrder = {
  DENSE: 'DENSE',
  QUANTIZE_THEN_REMOVE: 'QUANTIZE_THEN_REMOVE',
  REMOVE_THEN_QUANTIZE: 'REMOVE_THEN_QUANTIZE',
} as const;
export type QuantizationOrder = (typeof QuantizationOrder)[keyof typeof QuantizationOrder];

registerEnumType(QuantizationOrder, {
  name: 'QuantizationOrder',
  description:
    'Which came first. Weights are rounded one by one, so that the same layers give the same model in both orders: the orders differ in whose scores choose them.',
  valuesConfig: {
    DENSE: { description: 'No layer is removed.' },
    QUANTIZE_THEN_REMOVE: { description: "The layers were chosen by this form's own scores." },
    REMOVE_THEN_QUANTIZE: { description: "The layers were chosen by the original's scores." },
  },
});
