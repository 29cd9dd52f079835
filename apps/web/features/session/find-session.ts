import type { Session } from './session.ts';
import { openSessionCookie } from './session-cookie.ts';

/** The session of this request; null if the user is not signed in. */
export async function findSession(): Promise<Session | null> {
  return (await openSessionCookie()).session ?? null;
}
