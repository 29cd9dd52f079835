import { AppError } from '@lamina/errors';
import type { RequestContext } from './request-context.ts';

/**
 * Lets only the administrator pass.
 * @throws AppError UNAUTHENTICATED when the request carried no valid token.
 */
export function checkAdmin(context: RequestContext): void {
  if (context.isAdmin) return;
  throw new AppError(
    'UNAUTHENTICATED',
    'This needs the header "Authorization: Bearer <LAMINA_ADMIN_TOKEN>"; npm start prints where the token is.',
  );
}
