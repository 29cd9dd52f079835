/** Code of a system error, such as ENOENT; undefined for errors of other kinds, Lamina's own among them. */
export function findErrorCode(error: unknown): string | undefined {
  const isSystemError = typeof error === 'object' && error !== null && 'code' in error && 'syscall' in error;
  return isSystemError ? String(error.code) : undefined;
}
