import { AppError } from '@lamina/errors';
import { holdsRepair, REPAIR_KINDS, REPAIRS_OF_FORMAT, type RepairKind } from '@lamina/metrics';
import type { ModelFormat } from '../model/locate/model-source.ts';

/** Refuses repairs that the format cannot hold. @throws AppError MODEL_UNSUPPORTED naming those that it can */
export function checkHolds(format: ModelFormat, kind: RepairKind): void {
  if (holdsRepair(format, kind)) return;
  const own = REPAIRS_OF_FORMAT[format].filter((held) => held !== 'none');
  throw new AppError(
    'MODEL_UNSUPPORTED',
    `${format} cannot store a ${kind} repair: it holds ${own.length === 0 ? 'no repair' : `only ${own.join(', ')}`}; write the model with --format onnx, which holds ${REPAIR_KINDS.filter((held) => held !== 'none').join(', ')}`,
    { details: { format, kind, holds: own } },
  );
}
