import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DuckDBInstance } from '@duckdb/node-api';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { importPublishedLayers, LAYER_COLUMNS, readLayerRows } from '@lamina/database';
import { parse } from 'csv-parse/sync';
import { startTestApi, type TestApi } from '../testing/start-test-api.ts';

const PUBLISHED = join(import.meta.dirname, '../../../../models/published/layers');

describe('the long table of layers by a plain address', () => {
  let api: TestApi;
  let folder: string;

  beforeAll(async () => {
    folder = mkdtempSync(join(tmpdir(), 'lamina-data-'));
    api = await startTestApi();
    await importPublishedLayers(api.database, PUBLISHED);
  });
  afterAll(async () => {
    await api.close();
    rmSync(folder, { recursive: true, force: true });
  });

  const get = (path: string, headers: Readonly<Record<string, string>> = {}) => fetch(new URL(path, api.url), { headers });

  it('is the same as CSV and as Parquet, with the unit of every column in the metadata', async () => {
    const expected = await readLayerRows((statement) => api.database.prisma.$queryRaw(statement));
    expect(expected.length).toBeGreaterThan(4000);
    const csv = parse(await (await get('/data/layers.csv')).text(), { columns: true }) as Readonly<Record<string, string>>[];
    const path = join(folder, 'layers.parquet');
    writeFileSync(path, Buffer.from(await (await get('/data/layers.parquet')).arrayBuffer()));
    const duckdb = await DuckDBInstance.create(':memory:');
    const connection = await duckdb.connect();
    const read = async (sql: string) => (await connection.runAndReadAll(sql)).getRowObjectsJson();
    const rows = await read(`FROM '${path}'`);
    expect(Object.keys(rows[0] ?? {})).toEqual(LAYER_COLUMNS.map(({ name }) => name));
    expect(rows.map(({ model, block, operation, value, rank }) => [model, Number(block), operation, value, rank])).toEqual(
      expected.map(({ model, block, operation, value, rank }) => [model, block, operation, value, rank]),
    );
    expect(csv.map(({ model, block, value }) => [model, Number(block), Number(value)])).toEqual(
      expected.map(({ model, block, value }) => [model, block, value]),
    );
    const [{ columns } = {}] = await read(`SELECT decode(value) AS columns FROM parquet_kv_metadata('${path}')`);
    expect(JSON.parse(String(columns))).toContainEqual(expect.objectContaining({ name: 'relative_depth', unit: 'share of the depth' }));
    // The question of the page in one line: where lies the block of each model that is cheapest to remove?
    const least = await read(
      `SELECT model, relative_depth FROM '${path}' WHERE operation = 'removed' AND counted AND rank = 1 ORDER BY model`,
    );
    expect(least.length).toBeGreaterThan(5);
    connection.closeSync();
    duckdb.closeSync();
  });

  it('is sent with the rows of one picture alone', async () => {
    const all = await readLayerRows((statement) => api.database.prisma.$queryRaw(statement));
    const shown = all.filter(({ operation, shown: isShown }) => operation === 'influence' && isShown);
    const csv = parse(await (await get('/data/layers.csv?operation=influence&shown=true')).text(), { columns: true }) as readonly Readonly<
      Record<string, string>
    >[];
    expect(csv.map(({ model, block, value }) => [model, Number(block), Number(value)])).toEqual(
      shown.map(({ model, block, value }) => [model, block, value]),
    );
    const others = await (await get('/data/layers.csv?shown=false')).text();
    expect(others.trimEnd().split('\n')).toHaveLength(1 + all.filter(({ shown: isShown }) => !isShown).length);
  });

  it.each([
    ['operation=remove', 'operation is not one of removed, rounded-kl'],
    ['shown=yes', 'shown is neither true nor false'],
    ['operatoin=removed', 'operatoin'],
  ])('refuses the filter %s', async (filter, problem) => {
    const reply = await get(`/data/layers.csv?${filter}`);
    expect(reply.status).toBe(400);
    expect(await reply.text()).toContain(problem);
  });

  it('is sent in ranges, as DuckDB asks for them', async () => {
    const whole = await get('/data/layers.parquet');
    const bytes = Buffer.from(await whole.arrayBuffer());
    const part = await get('/data/layers.parquet', { range: 'bytes=0-3' });
    expect([part.status, await part.text()]).toEqual([206, 'PAR1']);
    const end = await get('/data/layers.parquet', { range: `bytes=${bytes.length - 4}-` });
    expect(await end.text()).toBe('PAR1');
  });
});
