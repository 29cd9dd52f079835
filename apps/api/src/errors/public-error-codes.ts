import type { AppErrorCode } from '@lamina/errors';

/** Codes of AppErrors whose messages are written for API callers. Every other error is masked. */
export const PUBLIC_ERROR_CODES: ReadonlySet<AppErrorCode> = new Set<AppErrorCode>([
  'BAD_USER_INPUT',
  'UNAUTHENTICATED',
  'FORBIDDEN',
  'NOT_FOUND',
  'CONFLICT',
  'NOT_COMPARABLE',
  'COST_LIMIT_EXCEEDED',
  'DEPTH_LIMIT_EXCEEDED',
  'RATE_LIMITED',
  'TIMEOUT',
  'CANCELLED',
]);
