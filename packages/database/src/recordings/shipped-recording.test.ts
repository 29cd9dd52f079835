import { createHash } from 'node:crypto';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { createTestDatabase, type TestDatabase } from '@lamina/test-database';
import { parquetReadObjects } from 'hyparquet';
import { listMeasuredChanges, readMeasuredChanges } from '../evaluations/read-measured-changes.ts';
import { importPublishedLayers } from '../imports/import-published-layers.ts';
import { adoptRelease } from '../releases/adopt-release.ts';
import { listReleaseTables } from '../releases/files/release-tables.ts';
import type { Sql } from '../rows/sql.ts';
import type { TableRow } from '../rows/table-column.ts';
import { importRecordedResults } from './import-recording.ts';
import { exportRecordedMeasurements, listRecordedMeasurements, readRecordedMeasurements } from './recorded-measurements.ts';
import { RECORDING_FILE, RELEASE_FOLDER, type RecordingFacts } from './recording-facts.ts';
import { rowFileOf, unpackLines } from './row-file.ts';

const FOLDER = join(import.meta.dirname, '../../../../models/recorded');

describe('the recording that comes with Lamina', () => {
  let database: TestDatabase;
  let root: string;
  /** Whether the release was adopted beside a measurement of another origin, and then without. */
  let adopted: readonly boolean[];

  beforeAll(async () => {
    root = mkdtempSync(join(tmpdir(), 'lamina-releases-'));
    database = await createTestDatabase();
    await importPublishedLayers(database, join(FOLDER, '../published/layers'));
    await importRecordedResults(database, FOLDER);
    const adopt = () => adoptRelease(database, join(FOLDER, RELEASE_FOLDER), root);
    const { id, recordingId } = await database.prisma.scoreRun.findFirstOrThrow();
    await database.prisma.scoreRun.update({ where: { id }, data: { recordingId: null } });
    const beside = await adopt();
    await database.prisma.scoreRun.update({ where: { id }, data: { recordingId } });
    adopted = [beside, await adopt()];
  });
  afterAll(async () => {
    await database.drop();
    rmSync(root, { recursive: true, force: true });
  });

  it.each(listReleased())('gives the table %s of its release again', async (name) => {
    const table = listReleaseTables({ includeSamples: false }).find((candidate) => candidate.name === name);
    if (table === undefined) throw new Error(`no table ${name}`);
    const rows: TableRow[] = [];
    for await (const batch of table.read({ cut: new Date(), streamRows })) rows.push(...batch);
    const released = await readReleased(name);
    // The import says where the models' files lie here. Columns that a later version of Lamina added are not in the release.
    const columns = new Set(released.flatMap(Object.keys).filter((column) => column !== 'source'));
    const pick = (row: TableRow): TableRow => Object.fromEntries(Object.entries(row).filter(([column]) => columns.has(column)));
    expect(released.length).toBeGreaterThan(0);
    expect(rows.map(pick)).toEqual(released.map(pick));
  });

  async function* streamRows({ text, values }: { readonly text: string; readonly values: readonly unknown[] }) {
    yield (await database.pool.query<TableRow>(text, [...values])).rows;
  }

  it('has the measurements of each model in a file of its weights: an answer reads the same from it as from the database', async () => {
    const folder = mkdtempSync(join(tmpdir(), 'lamina-measurements-'));
    try {
      await exportRecordedMeasurements(database, folder);
      const read = async <Row>({ text, values }: Sql): Promise<readonly Row[]> => (await database.pool.query(text, [...values])).rows;
      const models = await database.prisma.model.findMany({ include: { currentRevision: true } });
      const found = models.map(({ currentRevision }) => readRecordedMeasurements(folder, currentRevision?.weightsSha256 ?? 'none'));
      const facts = await readMeasuredChanges(
        read,
        models.map(({ id }) => id),
        'there',
      );
      expect(found.map((stored) => stored && listMeasuredChanges(stored, { reference: 'there' }))).toEqual(
        facts.map((known) => (known.candidates.length === 0 ? null : JSON.parse(JSON.stringify(known)))),
      );
      // The files that ship are of today's form; npm run record -- --freeze writes them again.
      expect(listRecordedMeasurements(FOLDER)).toEqual(listRecordedMeasurements(folder));
    } finally {
      rmSync(folder, { recursive: true });
    }
  });

  it('is published as the first release of a fresh start, and never beside measurements of another origin', async () => {
    expect(adopted).toEqual([false, true]);
    expect(await adoptRelease(database, join(FOLDER, RELEASE_FOLDER), root)).toBe(false);
    const { version, cut } = JSON.parse(readFileSync(join(FOLDER, RELEASE_FOLDER, 'data-dictionary.json'), 'utf8'));
    const release = await database.prisma.release.findFirstOrThrow();
    expect(release).toMatchObject({ version, createdAt: new Date(cut), licence: 'Apache-2.0', publishedAt: expect.any(Date) });
    const sums = readFileSync(join(root, version, 'SHA256SUMS'));
    expect(release.sha256).toBe(createHash('sha256').update(sums).digest('hex'));
    // Rows that the release holds can no longer change.
    const { id } = await database.prisma.scoreRun.findFirstOrThrow();
    await expect(database.prisma.scoreRun.update({ where: { id }, data: { threads: 99 } })).rejects.toThrow('a release never changes');
  });

  it('has the losses of every measured change of the real models on texts of four sources, by one protocol', async () => {
    const { rows } = await database.pool.query<TableRow>(
      `SELECT DISTINCT count(DISTINCT t."source")::int AS sources, min(t."protocol") AS first, max(t."protocol") AS last
       FROM "TextEvaluation" t JOIN "ModelRevision" r ON r."id" = t."revisionId" JOIN "Model" m ON m."id" = r."modelId"
       WHERE m."slug" NOT LIKE 'lamina-%' AND t."pruningId" IS NOT NULL GROUP BY t."pruningId"`,
    );
    expect(rows.length).toBeGreaterThan(0);
    for (const row of rows) expect(row).toEqual({ sources: 4, first: 'text-loss@1', last: 'text-loss@1' });
  });

  it('has all roundings of its file again, every attention of a model in each type', async () => {
    const name = rowFileOf('Rounding');
    const { files } = JSON.parse(readFileSync(join(FOLDER, RECORDING_FILE), 'utf8')) as RecordingFacts;
    // A recording that was frozen before units were rounded has no such file.
    const lines = files.some((file) => file.name === name) ? unpackLines(readFileSync(join(FOLDER, name))) : [];
    const rows = await database.prisma.rounding.findMany({ include: { revision: true } });
    expect(rows.map(({ digest }) => digest).sort()).toEqual(lines.map((line) => JSON.parse(line).digest).sort());
    for (const [, alike] of Map.groupBy(rows, ({ revisionId, type, text }) => `${revisionId} ${type} ${text}`))
      expect(alike.filter(({ unit }) => unit === 'attention')).toHaveLength(alike[0]?.revision.blockCount ?? 0);
    for (const { recordingId, nats, positions } of rows) expect([recordingId === null, nats.length]).toEqual([false, positions.length]);
  });

  it('gives quantized forms as many parameters as their originals have', async () => {
    const { rows } = await database.pool.query<TableRow>(
      `SELECT m."slug", r."parameterCount"::int AS count, m."licence" FROM "Model" m JOIN "ModelRevision" r ON r."modelId" = m."id"
       WHERE m."slug" NOT LIKE 'lamina-%' ORDER BY m."slug"`,
    );
    const facts = (original: string, count: number, licence: string) =>
      ['', '-int4', '-int8'].map((form) => ({ slug: `${original}${form}`, count, licence }));
    // config.json gives 18 · 5,573,632 + 262,144 · 640 + 640, 24 · 14,912,384 + 2 · 151,936 · 896 + 896 (its head is stored beside the embedding), and
    // 30 · 3,540,096 + 49,152 · 576 + 576.
    expect(rows).toEqual([
      ...facts('gemma-3-270m', 268_098_176, 'Gemma Terms of Use'),
      { slug: 'qwen2.5-coder-0.5b-instruct', count: 630_167_424, licence: 'Apache-2.0' },
      ...facts('smollm2-135m-instruct', 134_515_008, 'Apache-2.0'),
    ]);
  });
});

/** The tables of the release. Those that a later version of Lamina added are not in it. */
function listReleased(): readonly string[] {
  const { tables } = JSON.parse(readFileSync(join(FOLDER, RELEASE_FOLDER, 'data-dictionary.json'), 'utf8')) as {
    tables: readonly { name: string }[];
  };
  return tables.map(({ name }) => name);
}

/** The rows of a released file; its integers are counts, which fit in a double. */
async function readReleased(table: string): Promise<readonly TableRow[]> {
  const data = readFileSync(join(FOLDER, RELEASE_FOLDER, `${table}.parquet`));
  const rows = await parquetReadObjects({ file: new Uint8Array(data).buffer });
  return rows.map((row) =>
    Object.fromEntries(Object.entries(row).map(([column, value]) => [column, typeof value === 'bigint' ? Number(value) : value])),
  );
}
