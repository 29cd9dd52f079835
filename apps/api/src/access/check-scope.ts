import { AppError } from '@lamina/errors';
import { ApiTokenScope } from '../modules/api-token/api-token-scope.ts';
import type { RequestContext } from '../server/request-context.ts';

/**
 * Lets only requests pass whose token has this scope; the scope admin has all.
 * @throws AppError UNAUTHENTICATED without a token, FORBIDDEN with one that lacks the scope.
 */
export function checkScope({ viewer }: Pick<RequestContext, 'viewer'>, scope: ApiTokenScope): void {
  if (viewer === null) {
    throw new AppError(
      'UNAUTHENTICATED',
      `This needs the header "Authorization: Bearer lam_…" with a token of scope "${scope}"; npm start prints where the administrator's token is.`,
    );
  }
  if (viewer.scopes.includes(scope) || viewer.scopes.includes(ApiTokenScope.ADMIN)) return;
  const held = viewer.scopes.join(', ') || 'none';
  throw new AppError(
    'FORBIDDEN',
    `This needs a token of scope "${scope}"; "${viewer.name}" has: ${held}. Ask the administrator for another token.`,
  );
}
