import { getWebEnvironment } from '../../env.ts';
import { findSession } from './find-session.ts';

/** The headers that tell the API who asks: the pasted token, or the one that people signed in by OpenID Connect share. */
export async function getAuthorization(): Promise<Readonly<Record<string, string>>> {
  const session = await findSession();
  const token = session?.kind === 'token' ? session.token : session && getWebEnvironment().oidc?.apiToken;
  return token ? { authorization: `Bearer ${token}` } : {};
}
