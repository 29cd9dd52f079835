/** A provider's claims about a person. */
export interface Claims {
  readonly sub: string;
  readonly email?: unknown;
  readonly email_verified?: unknown;
}

/** Whether a person may sign in: listed by subject, by verified address, or by the address' domain. An unverified address proves nothing. */
export function isAllowed(claims: Claims, allow: readonly string[]): boolean {
  if (allow.includes('*') || allow.includes(claims.sub)) return true;
  if (typeof claims.email !== 'string' || claims.email_verified !== true) return false;
  const address = claims.email.toLowerCase();
  const domain = address.slice(address.lastIndexOf('@'));
  return allow.some((entry) => entry.includes('@') && [address, domain].includes(entry.toLowerCase()));
}
