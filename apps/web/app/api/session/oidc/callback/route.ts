import * as client from 'openid-client';
import { readViewer } from '../../../../../features/api/read-viewer.ts';
import { isAllowed } from '../../../../../features/session/is-allowed.ts';
import { discoverProvider, getOidcEnvironment, getPublicUrl } from '../../../../../features/session/oidc-client.ts';
import { openFlowCookie } from '../../../../../features/session/oidc-flow-cookie.ts';
import { openSessionCookie } from '../../../../../features/session/session-cookie.ts';

type Problem = 'expired' | 'refused' | 'not-allowed' | 'api';

/** The provider sends the browser back to this route. It checks the answer and opens a session. */
export async function GET(request: Request): Promise<Response> {
  const cookie = await openFlowCookie();
  const { flow } = cookie;
  if (!flow) return continueTo('/sign-in', 'expired');
  cookie.destroy();
  const oidc = getOidcEnvironment();
  const provider = await discoverProvider(oidc);
  const tokens = await client
    .authorizationCodeGrant(provider, await getPublicUrl(request), {
      pkceCodeVerifier: flow.codeVerifier,
      expectedState: flow.state,
      expectedNonce: flow.nonce,
      idTokenExpected: true,
    })
    .catch(() => null);
  const claims = tokens?.claims();
  if (!claims || !tokens) return continueTo(flow.next, 'refused');
  // Many providers leave the address out of the id token, and return it only from the userinfo endpoint.
  const person = claims.email ? claims : { ...claims, ...(await readUserInfo(provider, tokens.access_token, claims.sub)) };
  if (!isAllowed(person, oidc.allow)) return continueTo(flow.next, 'not-allowed');
  const identity = { subject: claims.sub, name: getName(person) };
  const viewer = await readViewer(oidc.apiToken, identity).catch(() => null);
  if (viewer === null) return continueTo(flow.next, 'api');
  const session = await openSessionCookie();
  session.session = { kind: 'oidc', ...identity, scopes: viewer.scopes };
  await session.save();
  return continueTo(flow.next);
}

function readUserInfo(provider: client.Configuration, accessToken: string, subject: string): Promise<Partial<client.UserInfoResponse>> {
  if (!provider.serverMetadata().userinfo_endpoint) return Promise.resolve({});
  return client.fetchUserInfo(provider, accessToken, subject);
}

function getName({ name, email, sub }: { readonly name?: unknown; readonly email?: unknown; readonly sub: string }): string {
  return [name, email].find((candidate): candidate is string => typeof candidate === 'string' && candidate !== '') ?? sub;
}

/** Continues through a page of this site: browsers send SameSite=Strict cookies only if the navigation started on the same site. */
function continueTo(next: string, problem?: Problem): Response {
  const target = problem ? `/sign-in?problem=${problem}&next=${encodeURIComponent(next)}` : next;
  const address = target.replaceAll('&', '&amp;').replaceAll('"', '&quot;').replaceAll('<', '&lt;');
  const html = `<!doctype html><html lang="en"><head><meta charset="utf-8"><meta http-equiv="refresh" content="0;url=${address}"><title>Signing in</title></head><body><p><a href="${address}">Continue</a></p></body></html>`;
  return new Response(html, { headers: { 'content-type': 'text/html; charset=utf-8', 'cache-control': 'no-store' } });
}
