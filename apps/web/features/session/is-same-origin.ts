/**
 * Whether a request that changes something was sent by a page of this very host. Browsers name the sender in `Origin` on every POST and
 * DELETE; a request without it came from a program, which should ask the API itself.
 */
export function isSameOrigin(headers: Pick<Headers, 'get'>): boolean {
  const origin = headers.get('origin') ?? '';
  const site = headers.get('sec-fetch-site');
  if (site !== null && site !== 'same-origin') return false;
  return URL.canParse(origin) && new URL(origin).host === (headers.get('x-forwarded-host') ?? headers.get('host'));
}
