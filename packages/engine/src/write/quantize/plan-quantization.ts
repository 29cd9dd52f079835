import { AppError } from '@lamina/errors';
import { DATA_TYPE, type Model } from '@lamina/onnx';
import type { WeightPrecision } from '@lamina/plans';
import {
  type BlockwiseOptions,
  type BlockwiseWeight,
  type ColumnWeight,
  type HalvedWeight,
  halveWeights,
  quantizeBlockwise,
  quantizeColumns,
  quantizeProducts,
  quantizeWeights,
} from '@lamina/surgery';
import { readWeightValues } from '../../model/files/read-weight-values.ts';

interface QuantizationSettings {
  readonly precision: WeightPrecision;
  /** The number of weights that share a scale, for int8 and int4. */
  readonly blockSize: number;
  readonly symmetric: boolean;
}

/** A model with new weights, and the functions that make their bytes. */
export interface PlannedQuantization {
  /** The new weights are external data without a place. */
  readonly model: Model;
  /** The tensors of the new model by the weight from which they are made, in the order of the model. */
  readonly groups: readonly {
    readonly names: readonly string[];
    /** Reads and rounds the weight. Returns the bytes of `names`, one after the other. */
    readonly make: () => readonly Uint8Array[];
  }[];
}

/**
 * Plans the new weights of a model whose files lie in `folder`. Nothing is read before `make`.
 *
 * @throws AppError as quantizeWeights, quantizeProducts and halveWeights do.
 */
export function planQuantization(
  model: Model,
  folder: string,
  { precision, blockSize, symmetric }: QuantizationSettings,
): PlannedQuantization {
  if (precision === 'fp16') {
    const { model: planned, weights } = halveWeights(model);
    return { model: planned, groups: weights.map((weight) => ({ names: [weight.half], make: () => [halve(weight, folder)] })) };
  }
  if (precision === 'w8a8') {
    const { model: planned, weights } = quantizeProducts(model);
    return {
      model: planned,
      groups: weights.map((weight) => ({ names: [weight.codes, weight.scales], make: () => roundColumns(weight, folder) })),
    };
  }
  const options: BlockwiseOptions = { bits: precision === 'int4' ? 4 : 8, blockSize, symmetric };
  const { model: planned, weights } = quantizeWeights(model, options);
  const groups = weights.map((weight) => ({
    names: [weight.codes, weight.scales, ...(weight.zeroPoints === null ? [] : [weight.zeroPoints])],
    make: () => roundToBlocks(weight, folder, options),
  }));
  return { model: planned, groups };
}

const LARGEST_HALF = 65_504;

function halve({ source }: HalvedWeight, folder: string): Uint8Array {
  const values = readWeightValues(source, folder);
  const tooLarge = values.find((value) => Math.abs(value) > LARGEST_HALF);
  if (tooLarge !== undefined)
    throw new AppError(
      'MODEL_UNSUPPORTED',
      `weight ${source.name} contains ${tooLarge}, but the largest float16 number is ${LARGEST_HALF}; choose int8 or int4`,
    );
  return new Uint8Array(Float16Array.from(values).buffer);
}

function roundColumns({ source, shape }: ColumnWeight, folder: string): readonly Uint8Array[] {
  const { codes, scales } = quantizeColumns(readWeightValues(source, folder), shape);
  return [new Uint8Array(codes.buffer), new Uint8Array(scales.buffer)];
}

function roundToBlocks(weight: BlockwiseWeight, folder: string, options: BlockwiseOptions): readonly Uint8Array[] {
  const { codes, scales, zeroPoints } = quantizeBlockwise(readWeightValues(weight.source, folder), weight.shape, options);
  const stored = weight.scaleType === DATA_TYPE.float16 ? Float16Array.from(scales) : scales;
  return [codes, new Uint8Array(stored.buffer), ...(zeroPoints === null ? [] : [zeroPoints])];
}
