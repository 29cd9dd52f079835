import { AppError } from '@lamina/errors';
import { type BlockStructure, type FoldRefusal, type FoldTarget, findFoldTarget } from '@lamina/surgery';

/** The projection that a fold before the run at `start` changes. @throws AppError MODEL_UNSUPPORTED */
export function findTarget(structure: BlockStructure, start: number): FoldTarget {
  const target = findFoldTarget(structure, start);
  if (!('reason' in target)) return target;
  throw refuseFold(start, target);
}

/** The error MODEL_UNSUPPORTED that says why nothing can be folded before a run. */
export function refuseFold(start: number, { reason }: FoldRefusal): AppError {
  return new AppError(
    'MODEL_UNSUPPORTED',
    `linear-fold cannot be exact before block ${start}: ${reason}; use linear, low-rank, hadamard-diagonal, diagonal or scalar, which are inserted into the stream`,
    { details: { start, reason } },
  );
}
