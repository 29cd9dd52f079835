/**
 * Whether a request that changes data was sent by a page of this host. Browsers send `Origin` with every POST and DELETE. A request without it comes
 * from a program, which should call the API directly.
 */
export function isSameOrigin(headers: Pick<Headers, 'get'>): boolean {
  const origin = headers.get('origin');
  const site = headers.get('sec-fetch-site');
  if (site !== null && site !== 'same-origin') return false;
  return origin !== null && URL.canParse(origin) && new URL(origin).host === (headers.get('x-forwarded-host') ?? headers.get('host'));
}
