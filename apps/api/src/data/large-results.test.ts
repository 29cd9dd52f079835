import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { sql } from '@lamina/database';
import { AppError } from '@lamina/errors';
import { createTestDatabase, type TestDatabase } from '@lamina/test-database';
import { createSqlReader } from './create-sql-reader.ts';
import { LargeResults } from './large-results.ts';
import { requestLife } from './request-life.ts';

describe('large results', () => {
  /** Values of 100 and more are large. */
  function create() {
    const clock = { now: 1000, computed: [] as string[] };
    const results = new LargeResults<number>({ isLarge: (value) => value >= 100, maximum: 8, now: () => clock.now });
    const ask = (key: string, value: number) =>
      results.get(key, async () => {
        clock.computed.push(key);
        return value;
      });
    return { clock, ask };
  }

  it('are answered for half a minute, each under its own key; others are computed anew each time', async () => {
    const { clock, ask } = create();
    expect([await ask('small', 1), await ask('small', 2)]).toEqual([1, 2]);
    expect([await ask('a', 100), await ask('a', 200), await ask('b', 300)]).toEqual([100, 100, 300]);
    clock.now += 29_000;
    expect(await ask('a', 200)).toBe(100);
    expect(clock.computed).toEqual(['small', 'small', 'a', 'b']);
  });

  it('are computed again after half a minute without making a caller wait, once for all callers', async () => {
    const { clock, ask } = create();
    await ask('a', 100);
    clock.now += 31_000;
    expect([await ask('a', 200), await ask('a', 300)]).toEqual([100, 200]);
    expect(clock.computed).toEqual(['a', 'a']);
  });

  it('are not answered when nobody has asked for minutes', async () => {
    const { clock, ask } = create();
    await ask('a', 100);
    clock.now += 331_000;
    expect(await ask('a', 200)).toBe(200);
  });

  it('stay when a new one cannot be computed, until they are old', async () => {
    const clock = { now: 1000 };
    const results = new LargeResults<number>({ isLarge: () => true, maximum: 8, now: () => clock.now });
    const fail = () => results.get('a', () => Promise.reject(new Error('no')));
    await results.get('a', () => Promise.resolve(100));
    clock.now += 31_000;
    expect([await fail(), await fail()]).toEqual([100, 100]);
    clock.now += 300_000;
    await expect(fail()).rejects.toThrow('no');
  });

  it('are computed once for callers of one moment, also small ones', async () => {
    const { clock, ask } = create();
    expect(await Promise.all([ask('a', 1), ask('a', 2)])).toEqual([1, 1]);
    expect(clock.computed).toEqual(['a']);
  });

  it('are few', async () => {
    const { clock, ask } = create();
    for (const key of ['a', 'b', 'c', 'd', 'e', 'f', 'g', 'h', 'i']) await ask(key, 100);
    await ask('a', 100);
    expect(clock.computed).toHaveLength(10);
  });

  it('that fail are not kept', async () => {
    const results = new LargeResults<number>({ isLarge: () => true, maximum: 8 });
    await expect(results.get('a', () => Promise.reject(new Error('no')))).rejects.toThrow('no');
    expect(await results.get('a', () => Promise.resolve(1))).toBe(1);
  });
});

/** A table that somebody else has locked makes a real count wait for as long as a test wants. */
describe('large results that callers wait for together', () => {
  let database: TestDatabase;
  beforeAll(async () => {
    database = await createTestDatabase();
  });
  afterAll(() => database.drop());

  it('are counts of ten thousand rows', async () => {
    const statements: string[] = [];
    const reader = createSqlReader(database, (text) => statements.push(text));
    const ask = (count: number) => reader.readCounts(sql`SELECT ${count}::int AS "count"`);
    for (const count of [9_999, 9_999, 10_000, 10_000, 10_000]) expect(await ask(count)).toEqual([{ count }]);
    expect(statements).toHaveLength(3);
  });

  function create() {
    const statements: string[] = [];
    const reader = createSqlReader(database, (text) => statements.push(text));
    const results = new LargeResults<number>({ isLarge: () => true, maximum: 8 });
    const ask = () => {
      const caller = new AbortController();
      const life = { signal: caller.signal, liftDeadline: () => undefined };
      const count = async () =>
        (await reader.readRows<{ count: number }>(sql`SELECT count(*)::int4 AS count FROM "Model"`))[0]?.count ?? -1;
      return { leave: (reason: Error) => caller.abort(reason), reply: requestLife.run(life, () => results.get('models', count)) };
    };
    return { statements, ask };
  }

  /** Locks what is counted until the returned function is called. */
  async function lock(): Promise<() => Promise<void>> {
    const client = await database.pool.connect();
    await client.query('BEGIN; LOCK TABLE "Model" IN ACCESS EXCLUSIVE MODE');
    return async () => {
      await client.query('ROLLBACK');
      client.release();
    };
  }

  /** Waits until as many statements wait for the lock as are expected; the test's own time limit ends it. */
  async function waitForWaiting(expected: number): Promise<void> {
    const waiting = `SELECT count(*)::int4 AS count FROM pg_stat_activity WHERE datname = current_database() AND wait_event_type = 'Lock'`;
    for (;;) {
      const { rows } = await database.pool.query<{ count: number }>(waiting);
      if (rows[0]?.count === expected) return;
    }
  }

  it('reach the others when the first goes away or is out of time', async () => {
    const { statements, ask } = create();
    const unlock = await lock();
    const [gone, late, patient] = [ask(), ask(), ask()];
    await waitForWaiting(1);
    gone.leave(new AppError('CANCELLED', 'gone'));
    late.leave(new AppError('TIMEOUT', 'late'));
    await expect(gone.reply).rejects.toMatchObject({ code: 'CANCELLED', message: 'gone' });
    await expect(late.reply).rejects.toMatchObject({ code: 'TIMEOUT', message: 'late' });
    await unlock();
    expect(await patient.reply).toBe(0);
    expect(statements).toHaveLength(1);
  });

  it('are ended in PostgreSQL when the last caller has left, and begun anew for the next', async () => {
    const { statements, ask } = create();
    const unlock = await lock();
    const callers = [ask(), ask()];
    await waitForWaiting(1);
    for (const { leave } of callers) leave(new AppError('CANCELLED', 'gone'));
    for (const { reply } of callers) await expect(reply).rejects.toMatchObject({ message: 'gone' });
    const next = ask();
    await waitForWaiting(1);
    await unlock();
    expect(await next.reply).toBe(0);
    expect(statements).toHaveLength(2);
  });
});
