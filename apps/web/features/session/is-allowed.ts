/** A provider's claims about a person. */
export interface Claims {
  readonly sub: string;
  readonly email?: unknown;
  readonly email_verified?: unknown;
}

/** True if a person may sign in: listed by subject, by verified address, or by the address' domain. An unverified address proves nothing. */
export function isAllowed(claims: Claims, allow: readonly string[]): boolean {
  if (allow.includes('*') || allow.includes(claims.sub)) return true;
  if (typeof claims.email !== 'string' || claims.email_verified !== true) return false;
  const address = claims.email.toLowerCase();
  const domain = address.slice(address.lastIndexOf('@'));
  return allow.some((entry) => entry.includes('@') && [address, domain].includes(entry.toLowerCase()));
}

/**
 * True if a request that changes data was sent by a page of this host. Browsers send `Origin` with every POST and DELETE. A request without it comes
 * from a program, which should call the API directly.
 */
export function isSameOrigin(headers: Pick<Headers, 'get'>): boolean {
  const origin = headers.get('origin');
  const site = headers.get('sec-fetch-site');
  if (site !== null && site !== 'same-origin') return false;
  return origin !== null && URL.canParse(origin) && new URL(origin).host === (headers.get('x-forwarded-host') ?? headers.get('host'));
}
