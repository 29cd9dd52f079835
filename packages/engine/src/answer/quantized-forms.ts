import { join } from 'node:path';
import type { Saved } from '@lamina/benchmarks';
import { AppError } from '@lamina/errors';
import { UNCHANGED, WEIGHT_PRECISIONS, type WeightPrecision } from '@lamina/plans';
import { type ModelLookup, type OpenedModel, openModel } from '../model/open/open-model.ts';
import { finish } from '../progress/progress.ts';
import { describeWrite } from '../write/plan-write.ts';
import { prepareQuantization, type QuantizeOptions } from '../write/quantize/prepare-quantization.ts';
import { quantizeModel } from '../write/quantize/quantize-model.ts';

/** The model with other weights. */
export interface QuantizedForm {
  readonly precision: WeightPrecision;
  readonly saved: Saved;
  /** Why it is no candidate; null = it is one. */
  readonly excluded: string | null;
  /** Writes it, and opens what was written. */
  readonly open: () => Promise<OpenedModel>;
}

/**
 * Every quantized form that Lamina knows, with the bytes of the very write that the command does. They are written as ONNX, so a model of another format has
 * none.
 */
export function planQuantizedForms(
  { source }: OpenedModel,
  {
    lookup,
    model,
    whole,
    scratch,
  }: { readonly lookup: ModelLookup; readonly model: string; readonly whole: Saved; readonly scratch: string },
): readonly QuantizedForm[] {
  return WEIGHT_PRECISIONS.map((precision) => {
    const write: QuantizeOptions = { ...lookup, model, change: { ...UNCHANGED, precision }, out: join(scratch, precision) };
    const open = async (): Promise<OpenedModel> => {
      await finish(quantizeModel(write));
      return openModel(write.out, lookup);
    };
    const unknown = { precision, open, saved: { ...whole, bytesAfter: null } };
    if (source.format !== 'onnx')
      return { ...unknown, excluded: `Lamina writes ${precision} weights as ONNX only; this model is ${source.format}` };
    try {
      const { bytesAfter } = describeWrite(prepareQuantization(write).write);
      return { precision, open, saved: { ...whole, bytesAfter }, excluded: null };
    } catch (error) {
      if (error instanceof AppError) return { ...unknown, excluded: error.message };
      throw error;
    }
  });
}
