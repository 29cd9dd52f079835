import { AppError } from '@lamina/errors';
import { ApiTokenScope } from './api-token-scope.ts';
import type { RequestContext } from './request-context.ts';
import type { Viewer } from './viewer.ts';

/**
 * Returns the caller if their token has this scope; the scope admin includes all scopes.
 * @throws AppError UNAUTHENTICATED without a token, FORBIDDEN with one that lacks the scope.
 */
export function checkScope({ viewer }: Pick<RequestContext, 'viewer'>, scope: ApiTokenScope): Viewer {
  if (viewer === null) {
    throw new AppError(
      'UNAUTHENTICATED',
      `This needs the header "Authorization: Bearer lam_…" with a token of scope "${scope}"; npm start prints where the administrator's token is.`,
    );
  }
  if (hasScope(viewer, scope)) return viewer;
  const held = viewer.scopes.join(', ') || 'none';
  throw new AppError(
    'FORBIDDEN',
    `This needs a token of scope "${scope}"; "${viewer.name}" has: ${held}. Ask the administrator for another token.`,
  );
}

/** Refuses callers that are no administrators. @throws AppError as checkScope. */
export function checkAdmin(context: Pick<RequestContext, 'viewer'>): void {
  checkScope(context, ApiTokenScope.ADMIN);
}

/** True if a token has this scope; the scope admin includes all scopes. */
export function hasScope(viewer: Viewer | null, scope: ApiTokenScope): boolean {
  return viewer !== null && (viewer.scopes.includes(scope) || viewer.scopes.includes(ApiTokenScope.ADMIN));
}
