import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { sql } from '@lamina/database';
import { createTestDatabase, type TestDatabase } from '@lamina/test-database';
import { createSqlReader } from './create-sql-reader.ts';

interface Row {
  readonly first: string;
  readonly second: string;
}

let database: TestDatabase;
beforeAll(async () => {
  database = await createTestDatabase();
});
afterAll(() => database.drop());

describe('rows that never change', () => {
  it('are read once for each key and kind; what has no row is asked for again', async () => {
    const asked: (readonly string[])[] = [];
    const reader = createSqlReader(database);
    const read = (kind: string, keys: readonly string[]) =>
      reader.readLasting<Row>({
        kind,
        keys,
        keyOf: ({ first, second }) => `${first} ${second}`,
        statementOf: (missing) => {
          asked.push(missing);
          return sql`SELECT split_part(key, ' ', 1) AS "first", split_part(key, ' ', 2) AS "second"
            FROM unnest(${[...missing]}::text[]) AS key WHERE key <> 'a none'`;
        },
      });
    expect(await read('one', ['a b', 'a c', 'a none'])).toEqual([
      { first: 'a', second: 'b' },
      { first: 'a', second: 'c' },
    ]);
    // The second part of a key counts as the first does.
    expect(new Set((await read('one', ['a b', 'a d', 'a none'])).map(({ second }) => second))).toEqual(new Set(['b', 'd']));
    await read('one', ['a b', 'a d']);
    await read('two', ['a b']);
    expect(asked).toEqual([['a b', 'a c', 'a none'], ['a d', 'a none'], ['a b']]);
  });
});

describe('counts', () => {
  it('of ten thousand rows are read once for callers of half a minute, small ones for each', async () => {
    const statements: string[] = [];
    const reader = createSqlReader(database, (text) => statements.push(text));
    const ask = (count: number) => reader.readCounts(sql`SELECT ${count}::int AS "count"`);
    for (const count of [9_999, 9_999, 10_000, 10_000, 10_000]) expect(await ask(count)).toEqual([{ count }]);
    expect(statements).toHaveLength(3);
  });
});
