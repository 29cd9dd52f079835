import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { createTestDatabase, type TestDatabase } from '@lamina/test-database';
import { listReleaseTables, releaseTableStatement } from '../releases/files/release-tables.ts';
import { importRecordedResults } from './import-recording.ts';

type Row = Readonly<Record<string, unknown>>;

const FOLDER = join(import.meta.dirname, '../../../../models/recorded');

describe('the recording that comes with Lamina', () => {
  let database: TestDatabase;

  beforeAll(async () => {
    database = await createTestDatabase();
    await importRecordedResults(database, FOLDER);
  });
  afterAll(() => database.drop());

  it.each(listReleased())('gives the table %s of its release again', async (name) => {
    const table = listReleaseTables({ includeSamples: false }).find((candidate) => candidate.name === name);
    if (table === undefined) throw new Error(`no table ${name}`);
    const { text, values } = releaseTableStatement(table, new Date());
    const { rows } = await database.pool.query<Row>(text, [...values]);
    const released = readReleased(name);
    const jsonNames = new Set(table.columns.filter(({ type }) => type === 'json').map((column) => column.name));
    const printed = rows.map((row) =>
      Object.fromEntries(
        Object.entries(row).map(([column, value]) => [column, jsonNames.has(column) && value !== null ? JSON.parse(String(value)) : value]),
      ),
    );
    // The import says where the models' files lie here. Columns that a later version of Lamina added are not in the release.
    const columns = new Set(released.flatMap(Object.keys).filter((column) => column !== 'source'));
    const pick = (row: Row): Row => Object.fromEntries(Object.entries(row).filter(([column]) => columns.has(column)));
    expect(released.length).toBeGreaterThan(0);
    expect(JSON.parse(JSON.stringify(printed.map(pick)))).toEqual(released.map(pick));
  });

  it('judges every change of the real models on texts of three sources, with the words that change', async () => {
    const { rows } = await database.pool.query<Row>(
      `SELECT sources, "hasWords", count(*)::int AS prunings FROM (
         SELECT count(DISTINCT b."source") FILTER (WHERE e."metric" = 'word_perplexity')::int AS sources, bool_or(e."metric" = 'top1_agreement') AS "hasWords"
         FROM "Pruning" p JOIN "ModelRevision" r ON r."id" = p."revisionId" JOIN "Model" m ON m."id" = r."modelId"
           LEFT JOIN "Evaluation" e ON e."pruningId" = p."id" LEFT JOIN "Benchmark" b ON b."id" = e."benchmarkId"
         WHERE m."slug" NOT LIKE 'lamina-%' GROUP BY p."id") AS judged
       GROUP BY 1, 2`,
    );
    expect(rows).toEqual([{ sources: 3, hasWords: true, prunings: expect.any(Number) }]);
  });

  it('gives quantized forms as many parameters as their originals have', async () => {
    const { rows } = await database.pool.query<Row>(
      `SELECT m."slug", r."parameterCount"::int AS count, m."licence" FROM "Model" m JOIN "ModelRevision" r ON r."modelId" = m."id"
       WHERE m."slug" NOT LIKE 'lamina-%' ORDER BY m."slug"`,
    );
    const facts = (original: string, count: number, licence: string) =>
      ['', '-int4', '-int8'].map((form) => ({ slug: `${original}${form}`, count, licence }));
    // By config.json: 18 · 5,573,632 + 262,144 · 640 + 640 and 30 · 3,540,096 + 49,152 · 576 + 576.
    expect(rows).toEqual([
      ...facts('gemma-3-270m', 268_098_176, 'Gemma Terms of Use'),
      ...facts('smollm2-135m-instruct', 134_515_008, 'Apache-2.0'),
    ]);
  });
});

/** The tables of the release. Those that a later version of Lamina added are not in it. */
function listReleased(): readonly string[] {
  const { tables } = JSON.parse(readFileSync(join(FOLDER, 'release/data-dictionary.json'), 'utf8')) as {
    tables: readonly { name: string }[];
  };
  return tables.map(({ name }) => name);
}

function readReleased(table: string): readonly Row[] {
  return JSON.parse(readFileSync(join(FOLDER, 'release', `${table}.json`), 'utf8'));
}
