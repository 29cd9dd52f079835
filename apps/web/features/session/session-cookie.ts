import { randomBytes } from 'node:crypto';
import { getIronSession, type IronSession } from 'iron-session';
import { cookies, headers } from 'next/headers';
import { getWebEnvironment } from '../../env.ts';
import type { Session } from './session.ts';

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

/** Whether this request came over https, possibly through a proxy. */
export async function isSecure(): Promise<boolean> {
  return (await headers()).get('x-forwarded-proto')?.split(',')[0]?.trim() === 'https';
}

/** The secret that seals cookies. Next.js loads a module once per kind of route, so a generated secret must be shared here. */
export function getSecret(): string {
  const shared = globalThis as { [SECRET]?: string };
  shared[SECRET] ??= randomBytes(32).toString('base64url');
  return getWebEnvironment().sessionSecret ?? shared[SECRET];
}
