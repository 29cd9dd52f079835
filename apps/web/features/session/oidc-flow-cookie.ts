import { getIronSession, type IronSession } from 'iron-session';
import { cookies } from 'next/headers';
import { getSecret, isSecure } from './session-cookie.ts';

/** Data that must be kept between the redirect to the provider and the return. */
export interface OidcFlow {
  readonly codeVerifier: string;
  readonly state: string;
  readonly nonce: string;
  readonly next: string;
}

const FLOW_SECONDS = 600;

/** A sealed cookie for one sign-in. It is SameSite=Lax because the browser returns from another site; it gives no access by itself. */
export async function openFlowCookie(): Promise<IronSession<{ flow: OidcFlow }>> {
  return getIronSession<{ flow: OidcFlow }>(await cookies(), {
    cookieName: 'lamina-sign-in',
    password: getSecret(),
    ttl: FLOW_SECONDS,
    cookieOptions: { httpOnly: true, sameSite: 'lax', secure: await isSecure(), path: '/api/session/oidc', maxAge: FLOW_SECONDS },
  });
}
