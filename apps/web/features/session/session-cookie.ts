import { randomBytes } from 'node:crypto';
import { getIronSession, type IronSession } from 'iron-session';
import { cookies, headers } from 'next/headers';
import { getWebEnvironment } from '../../env.ts';
import type { Session } from './session.ts';
import { toPersonHeader } from './to-person-header.ts';

/** Maximum duration of a session; the API also checks the token's own expiry. */
const SESSION_SECONDS = 30 * 86_400;

const SECRET = Symbol.for('lamina.session-secret');

/** The sealed session cookie of this request: httpOnly, SameSite=Strict, and Secure if the page uses https. */
export async function openSessionCookie(): Promise<IronSession<{ session: Session }>> {
  return getIronSession<{ session: Session }>(await cookies(), {
    cookieName: 'lamina-session',
    password: getSecret(),
    ttl: SESSION_SECONDS,
    cookieOptions: { httpOnly: true, sameSite: 'strict', secure: await isSecure(), path: '/' },
  });
}

/** True if this request came over https, possibly through a proxy. */
export async function isSecure(): Promise<boolean> {
  return (await headers()).get('x-forwarded-proto')?.split(',')[0]?.trim() === 'https';
}

/** The secret that seals cookies. Next.js loads a module once per kind of route, so a generated secret must be shared here. */
export function getSecret(): string {
  const shared = globalThis as { [SECRET]?: string };
  shared[SECRET] ??= randomBytes(32).toString('base64url');
  return getWebEnvironment().sessionSecret ?? shared[SECRET];
}

/** The session of this request; null if the user is not signed in. */
export async function findSession(): Promise<Session | null> {
  return (await openSessionCookie()).session ?? null;
}

/** The headers that identify the caller to the API: the user's token, or the page's token and the person it acts for. */
export async function getAuthorization(): Promise<Readonly<Record<string, string>>> {
  const session = await findSession();
  if (session?.kind === 'token') return { authorization: `Bearer ${session.token}` };
  const token = session && getWebEnvironment().oidc?.apiToken;
  return token ? { authorization: `Bearer ${token}`, ...toPersonHeader(session) } : {};
}
