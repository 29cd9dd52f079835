/** The code of a system error, such as ENOENT; undefined for other errors, also for Lamina's own. */
export function findErrorCode(error: unknown): string | undefined {
  const isSystemError = typeof error === 'object' && error !== null && 'code' in error && 'syscall' in error;
  return isSystemError ? String(error.code) : undefined;
}
