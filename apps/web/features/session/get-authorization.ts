import { getWebEnvironment } from '../../env.ts';
import { findSession } from './find-session.ts';
import { toPersonHeader } from './to-person-header.ts';

/** The headers that identify the caller to the API: the user's token, or the page's token and the person it acts for. */
export async function getAuthorization(): Promise<Readonly<Record<string, string>>> {
  const session = await findSession();
  if (session?.kind === 'token') return { authorization: `Bearer ${session.token}` };
  const token = session && getWebEnvironment().oidc?.apiToken;
  return token ? { authorization: `Bearer ${token}`, ...toPersonHeader(session) } : {};
}
