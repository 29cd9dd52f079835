import { once } from 'node:events';
import { connect } from 'node:net';
import { text as readText } from 'node:stream/consumers';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { ADMIN_HEADERS, startTestApi, type TestApi } from '../testing/start-test-api.ts';
import { withLock } from '../testing/with-lock.ts';

const QUERY = '{ benchmarks { nodes { name } } }';

/** A table that somebody else has locked makes a real statement wait for as long as a test wants. */
describe('a statement that takes too long', () => {
  let api: TestApi;
  const open = async (timeouts: { readonly statementMs?: number; readonly requestMs?: number }): Promise<void> => {
    api = await startTestApi({ timeouts });
  };

  /** Waits until as many statements wait for the lock as are expected; the test's own time limit ends it. */
  async function waitForWaiting(expected: number): Promise<void> {
    const waiting = `SELECT count(*)::int4 AS count FROM pg_stat_activity WHERE datname = current_database() AND wait_event_type = 'Lock'`;
    for (;;) {
      const { rows } = await api.database.pool.query<{ count: number }>(waiting);
      if (rows[0]?.count === expected) return;
    }
  }

  describe('for PostgreSQL', () => {
    // Its request could wait for longer than the test.
    beforeAll(() => open({ statementMs: 1_000, requestMs: 600_000 }));
    afterAll(() => api.close());

    it('is ended, its connection is free, and the caller learns what to do', async () => {
      await withLock(api.database, 'Benchmark', async () => {
        // More than the pool has connections: each would be stuck if one were not given back.
        const replies = await Promise.all(Array.from({ length: 12 }, () => api.query(QUERY)));
        for (const { errors } of replies) {
          expect(errors?.[0]).toMatchObject({ message: expect.stringContaining('smaller pages'), extensions: { code: 'TIMEOUT' } });
        }
        await waitForWaiting(0);
      });
      expect((await api.query(QUERY)).errors).toBeUndefined();
    });
  });

  describe('for its request', () => {
    // Only the cancellation can end the statement before the test's own time limit.
    beforeAll(() => open({ statementMs: 600_000, requestMs: 200 }));
    afterAll(() => api.close());

    it('is cancelled at the deadline', async () => {
      await withLock(api.database, 'Benchmark', async () => {
        const { errors } = await api.query(QUERY);
        expect(errors?.[0]).toMatchObject({ message: expect.stringContaining('0.2 s'), extensions: { code: 'TIMEOUT', limitMs: 200 } });
        await waitForWaiting(0);
      });
    });
  });

  describe('for a release that is being published', () => {
    // Long enough for the mutation to begin on a busy machine: a request that meets its deadline before has no effect.
    beforeAll(() => open({ requestMs: 3_000 }));
    afterAll(() => api.close());

    it('is waited for: the reply tells whether the release was published, however late', async () => {
      const publish = (): ReturnType<TestApi['query']> =>
        api.query(
          'mutation { publishRelease(input: { version: "1.0.0", idempotencyKey: "once" }) { isNew release { version } } }',
          {},
          ADMIN_HEADERS,
        );
      let published: ReturnType<typeof publish> | null = null;
      await withLock(api.database, 'Benchmark', async () => {
        // Publishing waits until no evaluation is being stored.
        await withLock(api.database, 'Evaluation', async () => {
          published = publish();
          await waitForWaiting(1);
          // A read that began later met the same deadline: it has passed for both.
          expect((await api.query(QUERY)).errors?.[0]?.extensions.code).toBe('TIMEOUT');
        });
      });
      expect(await published).toMatchObject({ data: { publishRelease: { isNew: true, release: { version: '1.0.0' } } } });
      expect(await publish()).toMatchObject({ data: { publishRelease: { isNew: false, release: { version: '1.0.0' } } } });
    });
  });

  describe('for its caller', () => {
    beforeAll(() => open({ statementMs: 600_000, requestMs: 600_000 }));
    afterAll(() => api.close());

    it.each([QUERY, '{ benchmarks(first: 0) { totalCount } }'])('is cancelled when the caller goes away: %s', async (query) => {
      await withLock(api.database, 'Benchmark', async () => {
        const caller = new AbortController();
        const request = fetch(api.url, {
          method: 'POST',
          headers: { 'content-type': 'application/json' },
          body: JSON.stringify({ query }),
          signal: caller.signal,
        });
        await waitForWaiting(1);
        caller.abort();
        await expect(request).rejects.toThrow();
        await waitForWaiting(0);
      });
      expect((await api.query(QUERY)).errors).toBeUndefined();
    });
  });
});

describe('a request that does not arrive', () => {
  it('is cut off, whether its head or its body is missing', async () => {
    const api = await startTestApi({ timeouts: { sendMs: 1_000 } });
    try {
      const { hostname, port } = new URL(api.url);
      for (const begun of [
        'POST /graphql HTTP/1.1\r\nHost: a\r\n',
        'POST /graphql HTTP/1.1\r\nHost: a\r\nContent-Type: application/json\r\nContent-Length: 9\r\n\r\n{',
      ]) {
        const socket = connect(Number(port), hostname);
        await once(socket, 'connect');
        socket.write(begun);
        // The other side ends it; the test's own time limit ends a server that waits.
        expect(await readText(socket)).toMatch(/^HTTP\/1\.1 408 /);
      }
      expect((await api.query(QUERY)).errors).toBeUndefined();
    } finally {
      await api.close();
    }
  });
});
