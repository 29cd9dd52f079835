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
});
