import { AppError } from '@lamina/errors';
import type { Viewer } from './viewer.ts';

/**
 * Refuses strangers where the installation does not let them read.
 * @throws AppError UNAUTHENTICATED.
 */
export function checkMayRead(viewer: Viewer | null, isAnonymousAllowed: boolean): void {
  if (viewer !== null || isAnonymousAllowed) return;
  throw new AppError(
    'UNAUTHENTICATED',
    'This installation answers nobody without a token. Send the header "Authorization: Bearer lam_…"; its administrator makes tokens.',
  );
}
