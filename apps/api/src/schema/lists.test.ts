import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { claimJob } from '@lamina/database';
import { createSqlReader } from '../data/create-sql-reader.ts';
import { narrowColumns } from '../data/node-reader.ts';
import { toSortColumns } from '../data/order-column.ts';
import { childPagesStatement, pageStatement } from '../data/page-statements.ts';
import { type ChildColumns, readChildPages } from '../data/read-child-pages.ts';
import { seedJob } from '../testing/seed-job.ts';
import { seedPlatform } from '../testing/seed-platform.ts';
import { startTestApi, type TestApi } from '../testing/start-test-api.ts';
import { LISTS } from './build-api-schema.ts';

describe('children that travel as a document of columns', () => {
  let api: TestApi;

  beforeAll(async () => {
    api = await startTestApi();
    await seedPlatform(api);
    await claimJob(api.database, await seedJob(api.database), 'test-worker');
  });
  afterAll(() => api.close());

  it.each(LISTS.map((list) => [list.name, list] as const))('are the rows that the driver reads: %s', async (_name, list) => {
    const source = { ...list, ...narrowColumns(list, null) };
    const columns = toSortColumns(list, null);
    const request = { conditions: [], columns, after: null, first: 100, hasCursors: true };
    const reader = createSqlReader(api.database);
    const rows = await reader.readRows<object>(pageStatement(source, request));
    // Every row of the list is made its own parent.
    const keys = (await reader.readRows<{ key: string }>(pageStatement({ ...source, columns: source.key }, request))).map(
      (row) => Object.values(row)[0] as string,
    );
    const [record] = await reader.readRows<ChildColumns>(childPagesStatement(source, source.key, keys, request));
    expect(rows.length).toBeGreaterThan(0);
    expect(readChildPages(record as ChildColumns, source.timeNames, keys.length)).toEqual(rows.map((row) => [row]));
  });
});
