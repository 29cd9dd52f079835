import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { createTestDatabase, type TestDatabase } from '@lamina/test-database';
import { listReleaseTables, releaseTableStatement } from '../releases/files/release-tables.ts';
import { importRecording } from './import-recording.ts';

type Row = Readonly<Record<string, unknown>>;

const FOLDER = join(import.meta.dirname, '../../../../models/recorded');

describe('the recording that comes with Lamina', () => {
  let database: TestDatabase;

  beforeAll(async () => {
    database = await createTestDatabase();
    await importRecording(database, FOLDER);
  });
  afterAll(() => database.drop());

  it.each(listReleaseTables({ includeSamples: false }).map(({ name }) => name))('gives the table %s of its release again', async (name) => {
    const table = listReleaseTables({ includeSamples: false }).find((candidate) => candidate.name === name);
    if (table === undefined) throw new Error(`no table ${name}`);
    const { text, values } = releaseTableStatement(table, new Date());
    const { rows } = await database.pool.query<Row>(text, [...values]);
    const released: readonly Row[] = JSON.parse(readFileSync(join(FOLDER, 'release', `${name}.json`), 'utf8'));
    const jsonNames = new Set(table.columns.filter(({ type }) => type === 'json').map((column) => column.name));
    const printed = rows.map((row) =>
      Object.fromEntries(
        Object.entries(row).map(([column, value]) => [column, jsonNames.has(column) && value !== null ? JSON.parse(String(value)) : value]),
      ),
    );
    // The import leaves out where the models' files lie. Columns that a later version of Lamina added are not in the release.
    const columns = new Set(released.flatMap(Object.keys).filter((column) => column !== 'source'));
    const pick = (row: Row): Row => Object.fromEntries(Object.entries(row).filter(([column]) => columns.has(column)));
    expect(released.length).toBeGreaterThan(0);
    expect(JSON.parse(JSON.stringify(printed.map(pick)))).toEqual(released.map(pick));
  });
});
