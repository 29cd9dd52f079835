import * as client from 'openid-client';
import { discoverProvider, getOidcEnvironment, getPublicUrl, OIDC_CALLBACK_PATH } from '../../../../features/session/oidc-client.ts';
import { openFlowCookie } from '../../../../features/session/oidc-flow-cookie.ts';
import { toLocalPath } from '../../../../features/session/to-local-path.ts';

/** Sends the browser to the OpenID provider, with PKCE, state and nonce. */
export async function GET(request: Request): Promise<Response> {
  const here = await getPublicUrl(request);
  const provider = await discoverProvider(getOidcEnvironment());
  const flow = {
    codeVerifier: client.randomPKCECodeVerifier(),
    state: client.randomState(),
    nonce: client.randomNonce(),
    next: toLocalPath(here.searchParams.get('next')),
  };
  const cookie = await openFlowCookie();
  cookie.flow = flow;
  await cookie.save();
  const target = client.buildAuthorizationUrl(provider, {
    redirect_uri: new URL(OIDC_CALLBACK_PATH, here).href,
    scope: 'openid profile email',
    code_challenge: await client.calculatePKCECodeChallenge(flow.codeVerifier),
    code_challenge_method: 'S256',
    state: flow.state,
    nonce: flow.nonce,
  });
  return new Response(null, { status: 303, headers: { location: target.href } });
}
