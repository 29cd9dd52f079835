import { getWebEnvironment } from '../../env.ts';

/** The GraphQL URL that a browser can reach: the configured one, otherwise the page's host with the API's port. */
export function getPublicApiUrl(headers: Pick<Headers, 'get'>): string {
  const { apiPublicUrl, apiPort } = getWebEnvironment();
  if (apiPublicUrl !== null) return apiPublicUrl;
  const protocol = headers.get('x-forwarded-proto')?.split(',')[0]?.trim() === 'https' ? 'https' : 'http';
  const host = headers.get('host') ?? 'localhost';
  const page = URL.canParse(`${protocol}://${host}`) ? new URL(`${protocol}://${host}`) : new URL('http://localhost');
  return `${protocol}://${page.hostname}:${apiPort}/graphql`;
}
