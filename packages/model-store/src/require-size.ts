import { AppError } from '@lamina/errors';
import type { ModelFile } from './model-store.ts';

/** @throws AppError CONFLICT for a stored file of another size than its worker wrote. */
export function requireSize(size: number | undefined, { bytes }: ModelFile): void {
  if (size === bytes) return;
  throw new AppError(
    'CONFLICT',
    `The file in the model store has ${size} bytes instead of ${bytes}: it was changed or is incomplete. Prune the model again.`,
  );
}
