import { describe, expect, it } from '@jest/globals';
import { getWebEnvironment } from './env.ts';

describe('getWebEnvironment', () => {
  it('takes the API on this machine, at the configured port, when nothing else is said', () => {
    expect(getWebEnvironment({ LAMINA_API_PORT: '4100' })).toMatchObject({ apiUrl: 'http://127.0.0.1:4100/graphql', apiPublicUrl: null });
  });

  it('refuses with every problem in one message', () => {
    const read = () => getWebEnvironment({ LAMINA_API_PORT: '0', LAMINA_API_URL: 'ftp://x', LAMINA_API_PUBLIC_URL: 'nowhere' });
    expect(read).toThrow(/LAMINA_API_PORT[\s\S]*LAMINA_API_URL[\s\S]*LAMINA_API_PUBLIC_URL/);
  });

  it('asks for all that sign-in by OpenID Connect needs, and for a secret that is long enough', () => {
    const read = () => getWebEnvironment({ LAMINA_OIDC_ISSUER: 'https://id.test', LAMINA_SESSION_SECRET: 'short' });
    expect(read).toThrow(/LAMINA_SESSION_SECRET[\s\S]*LAMINA_OIDC_CLIENT_ID[\s\S]*LAMINA_OIDC_API_TOKEN[\s\S]*LAMINA_OIDC_ALLOW/);
    expect(getWebEnvironment({}).oidc).toBeNull();
  });

  it('reads who may sign in as a list', () => {
    const { oidc } = getWebEnvironment({
      LAMINA_OIDC_ISSUER: 'https://id.test',
      LAMINA_OIDC_CLIENT_ID: 'lamina',
      LAMINA_OIDC_API_TOKEN: 'lam_x',
      LAMINA_OIDC_ALLOW: 'ada@lab.test, @team.test,',
    });
    expect(oidc).toMatchObject({ clientSecret: null, allow: ['ada@lab.test', '@team.test'] });
  });
});
