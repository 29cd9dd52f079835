import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { claimJob } from '@lamina/database';
import { seedJob } from '../testing/seed-job.ts';
import { seedPlatform } from '../testing/seed-platform.ts';
import { startTestApi, type TestApi } from '../testing/start-test-api.ts';
import { createSqlReader } from './create-sql-reader.ts';
import { narrowColumns } from './narrow-columns.ts';
import { NODE_TABLES } from './node-tables.ts';
import type { ListedTypeName } from './node-types.ts';
import { childPagesStatement, pageStatement } from './page-statements.ts';
import { type ChildColumns, readChildPages } from './read-child-pages.ts';
import { toSortColumns } from './sort-column.ts';

describe('children that travel as a document of columns', () => {
  let api: TestApi;

  beforeAll(async () => {
    api = await startTestApi();
    await seedPlatform(api);
    await claimJob(api.database, await seedJob(api.database), 'test-worker');
  });
  afterAll(() => api.close());

  it.each(Object.keys(NODE_TABLES) as ListedTypeName[])('are the rows that the driver reads: %s', async (name) => {
    const table = NODE_TABLES[name];
    const source = { ...table, ...narrowColumns(table as never, null) };
    const columns = toSortColumns(table as never, null);
    const request = { conditions: [], columns, after: null, first: 100, hasCursors: true };
    const reader = createSqlReader(api.database);
    const rows = await reader.readRows<object>(pageStatement(source, request));
    // Every row of the table is made its own parent.
    const keys = (await reader.readRows<{ key: string }>(pageStatement({ ...source, columns: source.key }, request))).map(
      (row) => Object.values(row)[0] as string,
    );
    const [record] = await reader.readRows<ChildColumns>(childPagesStatement(source, source.key, keys, request));
    expect(rows.length).toBeGreaterThan(0);
    expect(readChildPages(record as ChildColumns, keys.length)).toEqual(rows.map((row) => [row]));
  });
});
