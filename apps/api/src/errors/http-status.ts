/** HTTP status of the codes that refuse a whole request; every other error is told inside a reply of its own status. */
const STATUS_OF_CODE: Readonly<Record<string, number>> = {
  BAD_USER_INPUT: 400,
  UNAUTHENTICATED: 401,
  FORBIDDEN: 403,
  NOT_FOUND: 404,
  RATE_LIMITED: 429,
  TIMEOUT: 504,
};

/** The status of a refused request, or null for a code that has none of its own. */
export function findHttpStatus(code: unknown): number | null {
  return (typeof code === 'string' ? STATUS_OF_CODE[code] : undefined) ?? null;
}
