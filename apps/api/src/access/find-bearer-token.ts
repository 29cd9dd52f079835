/** The token of an Authorization header, or null for a header of another form. */
export function findBearerToken(authorization: string): string | null {
  return /^Bearer (\S+)$/i.exec(authorization)?.[1] ?? null;
}
