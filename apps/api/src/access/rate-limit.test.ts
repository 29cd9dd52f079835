import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { ADMIN_HEADERS, startTestApi, type TestApi } from '../testing/start-test-api.ts';
import { RateLimitedError, RateLimiter } from './rate-limiter.ts';
import type { Viewer } from './viewer.ts';

const QUERY = '{ rateLimit { limit remaining resetSeconds } }';

describe('a limited rate', () => {
  let api: TestApi;

  beforeAll(async () => {
    api = await startTestApi({ rateLimits: { anonymous: 2, token: 5 } });
  });
  afterAll(() => api.close());

  const post = (headers: Record<string, string> = {}) =>
    fetch(api.url, { method: 'POST', headers: { 'content-type': 'application/json', ...headers }, body: JSON.stringify({ query: QUERY }) });

  it('tells where a caller stands, refuses what is too much, and counts a token by itself', async () => {
    const first = await post();
    expect(await first.json()).toMatchObject({ data: { rateLimit: { limit: 2, remaining: 1 } } });
    expect(first.headers.get('ratelimit-remaining')).toBe('1');
    expect((await post()).headers.get('ratelimit-remaining')).toBe('0');
    const refused = await post();
    expect(refused.status).toBe(429);
    const seconds = Number(refused.headers.get('retry-after'));
    expect(seconds).toBeGreaterThan(0);
    expect(seconds).toBeLessThanOrEqual(60);
    expect(await refused.json()).toMatchObject({ errors: [{ extensions: { code: 'RATE_LIMITED' } }] });
    expect((await post(ADMIN_HEADERS)).headers.get('ratelimit-remaining')).toBe('4');
  });

  it('counts wrong tokens against their address', async () => {
    expect((await post({ authorization: 'Bearer wrong' })).status).toBe(429);
  });
});

describe('RateLimiter', () => {
  it('counts each address, each token and each person that a token acts for by itself', async () => {
    const limiter = new RateLimiter({ anonymous: 1, token: 1 });
    const viewer = (tokenKey: string): Viewer => ({ name: 'a team', scopes: [], tokenKey });
    const callers: readonly (readonly [Viewer | null, string])[] = [
      [null, '192.0.2.1'],
      [null, '192.0.2.2'],
      [viewer('one'), '192.0.2.1'],
      [viewer('two'), '192.0.2.1'],
      [{ ...viewer('two'), person: 'one of them' }, '192.0.2.1'],
    ];
    for (const caller of callers) expect(await limiter.count(...caller)).toMatchObject({ limit: 1, remaining: 0 });
    for (const caller of callers) await expect(limiter.count(...caller)).rejects.toThrow(RateLimitedError);
  });
});
