import { AppError } from '@lamina/errors';
import { holdsRepair, NO_REPAIR, REPAIR_KINDS, type RepairKind } from '@lamina/metrics';
import type { ModelFormat } from '../../model/locate/model-source.ts';

/** Refuses repairs that the format cannot hold. @throws AppError MODEL_UNSUPPORTED naming those that it can */
export function checkHolds(format: ModelFormat, kind: RepairKind): void {
  if (holdsRepair(format, kind)) return;
  const repairs = REPAIR_KINDS.filter((held) => held !== NO_REPAIR);
  const own = repairs.filter((held) => holdsRepair(format, held));
  throw new AppError(
    'MODEL_UNSUPPORTED',
    `${format} cannot store a ${kind} repair: it holds ${own.length === 0 ? 'no repair' : `only ${own.join(', ')}`}; write the model with --format onnx, which holds ${repairs.join(', ')}`,
    { details: { format, kind, holds: own } },
  );
}
