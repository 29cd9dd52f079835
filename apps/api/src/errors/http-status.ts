/** HTTP status of codes that refuse a whole request. Every other error is part of a normal reply. */
const STATUS_OF_CODE: Readonly<Record<string, number>> = {
  BAD_USER_INPUT: 400,
  UNAUTHENTICATED: 401,
  FORBIDDEN: 403,
  NOT_FOUND: 404,
  CONFLICT: 409,
  RATE_LIMITED: 429,
  TIMEOUT: 504,
  DISK_FULL: 507,
};

/** The HTTP status of a refused request; null for other codes. */
export function findHttpStatus(code: unknown): number | null {
  return (typeof code === 'string' ? STATUS_OF_CODE[code] : undefined) ?? null;
}
