import * as client from 'openid-client';
import { getWebEnvironment, type OidcEnvironment } from '../../env.ts';
import { isSecure } from './session-cookie.ts';

/** The redirect path after sign-in; it must be registered at the provider. */
export const OIDC_CALLBACK_PATH = '/api/session/oidc/callback';

/** Reads the provider's metadata. Providers must use https; only a provider on the same machine may use http. */
export function discoverProvider({ issuer, clientId, clientSecret }: OidcEnvironment): Promise<client.Configuration> {
  const url = new URL(issuer);
  const isLocal = url.protocol === 'http:' && ['localhost', '127.0.0.1', '[::1]'].includes(url.hostname);
  const authentication = clientSecret === null ? client.None() : client.ClientSecretPost(clientSecret);
  return client.discovery(url, clientId, undefined, authentication, isLocal ? { execute: [client.allowInsecureRequests] } : {});
}

/** The URL of this page as the browser sees it, with the path and query of `request`. */
export async function getPublicUrl(request: Request): Promise<URL> {
  const { pathname, search } = new URL(request.url);
  const host = request.headers.get('x-forwarded-host') ?? request.headers.get('host') ?? 'localhost';
  return new URL(`${pathname}${search}`, `${(await isSecure()) ? 'https' : 'http'}://${host}`);
}

/** The configured provider. @throws Error if none is configured; then no page links to the routes that call this. */
export function getOidcEnvironment(): OidcEnvironment {
  const { oidc } = getWebEnvironment();
  if (oidc === null) throw new Error('No OpenID provider is configured: LAMINA_OIDC_ISSUER is empty');
  return oidc;
}
