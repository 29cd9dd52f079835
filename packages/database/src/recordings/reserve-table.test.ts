import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { createTestDatabase, type TestDatabase } from '@lamina/test-database';
import type pg from 'pg';
import { reserveTable } from './reserve-table.ts';

const TABLES = `
  DROP TABLE IF EXISTS "Answer", "Question";
  CREATE TABLE "Question" ("id" int PRIMARY KEY);
  INSERT INTO "Question" VALUES (1);
  CREATE TABLE "Answer" ("id" int PRIMARY KEY, "question" int NOT NULL REFERENCES "Question" ON DELETE CASCADE DEFERRABLE, "place" int CHECK ("place" >= 0),
    CONSTRAINT "one per place" UNIQUE ("question", "place"));
  CREATE INDEX "Answer_place" ON "Answer" ("place" DESC) WHERE "place" > 0;
  CREATE UNIQUE INDEX "Answer_question_id" ON "Answer" ("question", "id")`;

describe('reserveTable', () => {
  let database: TestDatabase;
  let client: pg.PoolClient;

  beforeAll(async () => {
    database = await createTestDatabase();
    client = await database.pool.connect();
  });
  beforeEach(() => client.query(TABLES));
  afterAll(async () => {
    client.release();
    await database.drop();
  });

  const countIndices = async (): Promise<number> => {
    const { rows } = await client.query<{ count: number }>(`SELECT count(*)::int FROM pg_indexes WHERE tablename = 'Answer'`);
    return rows[0]?.count ?? Number.NaN;
  };
  const describeTable = async () => {
    const { rows } = await client.query(
      `SELECT conname AS name, pg_get_constraintdef(oid) AS definition FROM pg_constraint WHERE conrelid = '"Answer"'::regclass
       UNION ALL SELECT indexname, indexdef FROM pg_indexes WHERE tablename = 'Answer' ORDER BY name, definition`,
    );
    return rows;
  };
  /** Reserves and fills the table in a transaction; resolves with the number of indices that it had meanwhile, or null if it could not be reserved. */
  const fill = async (values: string, before = ''): Promise<number | null> => {
    let count: number | null = null;
    await client.query(`BEGIN; ${before}`);
    try {
      const table = await reserveTable(client, 'Answer');
      await table?.fill(async () => {
        count = await countIndices();
        await client.query(`INSERT INTO "Answer" VALUES ${values}`);
      });
      await client.query('COMMIT');
    } catch (error) {
      await client.query('ROLLBACK');
      throw error;
    }
    return count;
  };

  it('makes the keys and indices of an empty table after its rows, as they were', async () => {
    const before = await describeTable();
    expect(await fill('(1, 1, 0), (2, 1, 1)')).toBe(0);
    expect(await describeTable()).toEqual(before);
    expect((await client.query('SELECT * FROM "Answer"')).rowCount).toBe(2);
  });

  it.each([
    ['repeats a key', '(1, 1, 0), (1, 1, 1)', '23505'],
    ['breaks a condition', '(1, 1, -1)', '23514'],
  ])('refuses a row that %s, and leaves the table as it was', async (_, values, code) => {
    const before = await describeTable();
    await expect(fill(values)).rejects.toMatchObject({ code });
    expect(await describeTable()).toEqual(before);
    expect((await client.query('SELECT * FROM "Answer"')).rowCount).toBe(0);
  });

  it('leaves a table that has rows as it is', async () => {
    await fill('(1, 1, 0)');
    const before = await describeTable();
    expect(await fill('(2, 1, 1)')).toBeNull();
    expect(await describeTable()).toEqual(before);
    expect((await client.query('SELECT * FROM "Answer"')).rowCount).toBe(1);
  });

  it('lets others read the table that its rows refer to, and wait for its own rows', async () => {
    await client.query('BEGIN');
    const table = await reserveTable(client, 'Answer');
    await table?.fill(async () => {
      await client.query('INSERT INTO "Answer" VALUES (1, 1, 0)');
      expect((await database.pool.query('SELECT * FROM "Question"')).rowCount).toBe(1);
    });
    const read = database.pool.query('SELECT * FROM "Answer"');
    await client.query('COMMIT');
    expect((await read).rowCount).toBe(1);
  });

  it('writes no log of the rows where nobody follows it', async () => {
    const rows = Array.from({ length: 50_000 }, (_, place) => `(${place}, 1, ${place})`).join();
    // The statistics are those of this connection: others write to the same server.
    const readLog = async () => {
      await client.query('SELECT pg_stat_force_next_flush()');
      const { rows: logs } = await client.query<{ bytes: string }>(
        'SELECT wal_bytes AS bytes FROM pg_stat_get_backend_wal(pg_backend_pid())',
      );
      return Number(logs[0]?.bytes);
    };
    const before = await readLog();
    // Small files are logged all the same, because that is faster.
    await fill(rows, 'SET LOCAL wal_skip_threshold = 0');
    const { rows: sizes } = await client.query<{ table: number }>(`SELECT pg_total_relation_size('"Answer"')::int AS table`);
    expect((await readLog()) - before).toBeLessThan((sizes[0]?.table ?? Number.NaN) / 10);
  });

  it('does not wait for a program that reads the table', async () => {
    const reader = await database.pool.connect();
    await reader.query('BEGIN; SELECT * FROM "Answer"');
    expect(await fill('(1, 1, 0)')).toBeNull();
    await reader.query('COMMIT');
    reader.release();
    expect((await client.query('SHOW lock_timeout')).rows).toEqual([{ lock_timeout: '0' }]);
  });

  it('does not reserve a table of another role', async () => {
    await client.query('CREATE ROLE lamina_writer; GRANT SELECT, INSERT ON "Answer" TO lamina_writer');
    try {
      expect(await fill('(1, 1, 0)', 'SET LOCAL ROLE lamina_writer')).toBeNull();
    } finally {
      await client.query('DROP OWNED BY lamina_writer; DROP ROLE lamina_writer');
    }
  });
});
