import { AppError } from '@lamina/errors';
import { foldsIntoWeights, REPAIR_KINDS, type RepairKind } from '@lamina/metrics';
import type { ModelFormat } from '../model/locate/model-source.ts';

/** The repairs that each format can hold. Only ONNX has a place for a new operator; other formats hold what folds into weights they have. */
const HELD: Readonly<Record<ModelFormat, readonly RepairKind[]>> = {
  onnx: REPAIR_KINDS,
  safetensors: REPAIR_KINDS.filter((kind) => kind === 'none' || foldsIntoWeights(kind)),
  gguf: ['none'],
};

/** Refuses repairs that the format cannot hold. @throws AppError MODEL_UNSUPPORTED naming those that it can */
export function checkHolds(format: ModelFormat, kind: RepairKind): void {
  if (HELD[format].includes(kind)) return;
  const own = HELD[format].filter((held) => held !== 'none');
  throw new AppError(
    'MODEL_UNSUPPORTED',
    `${format} cannot store a ${kind} repair: it holds ${own.length === 0 ? 'no repair' : `only ${own.join(', ')}`}; write the model with --format onnx, which holds ${REPAIR_KINDS.filter((held) => held !== 'none').join(', ')}`,
    { details: { format, kind, holds: own } },
  );
}
