import { AppError } from '@lamina/errors';
import type { Viewer } from './viewer.ts';

/**
 * Refuses requests without a token if the installation does not allow anonymous reads.
 * @throws AppError UNAUTHENTICATED.
 */
export function checkMayRead(viewer: Viewer | null, isAnonymousAllowed: boolean): void {
  if (viewer !== null || isAnonymousAllowed) return;
  throw new AppError(
    'UNAUTHENTICATED',
    'This installation requires a token for every request. Send the header "Authorization: Bearer lam_…"; the administrator can create a token.',
  );
}
