import { createHash } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { AppError, batchesOf } from '@lamina/errors';
import type pg from 'pg';
import { from as copyFrom } from 'pg-copy-streams';
import type { Database } from '../connection/create-database.ts';
import { ANSWER_COLUMNS, encodeAnswers } from './encode-answers.ts';
import { RECORDED_ANSWERS, RECORDED_TABLES, type RecordedTable } from './recorded-tables.ts';
import { RECORDING_FILE, RECORDING_FORMAT, type RecordingFacts } from './recording-facts.ts';
import { type ReservedTable, reserveTable } from './reserve-table.ts';
import { rowFileOf, unpackLines } from './row-file.ts';

/** The outcome of an import. */
export interface ImportedRecording {
  readonly facts: RecordingFacts;
  /** False if it was stored before; then nothing changed. */
  readonly isNew: boolean;
}

type Row = Record<string, unknown>;

const BATCH_ROWS = 2_000;
/** Any number that no other advisory lock of the platform uses. */
const IMPORT_LOCK = 7_261_538_121;

/**
 * Stores a recording once: its results in one transaction, then the answers to single documents, most of its rows, in another. Readers of answers wait for
 * them meanwhile. Where other answers are stored already, everything is one transaction. A recording whose answers were not stored, because the
 * program was ended, gets them in the next call.
 *
 * Every measured row then names the recording that first brought it. Models, calibration texts and benchmarks that the database already has are used
 * instead of the recorded ones. Jobs and studies are not part of a recording, nor are the files of models that do not come with Lamina.
 *
 * @param folder holds recording.json and the files that it lists
 * @param onResults is called when the results can be read; the answers follow when it resolves, and are not stored if it rejects
 * @throws AppError FILE_NOT_FOUND without recording.json; FILE_UNREADABLE for another layout, or for a file whose SHA-256 differs
 */
export async function importRecording(
  { pool }: Database,
  folder: string,
  onResults: (imported: ImportedRecording) => Promise<void> = () => Promise.resolve(),
): Promise<ImportedRecording> {
  const source = await openSource(folder);
  const { imported, isTold } = await withClient(pool, async (client) => {
    await client.query('SELECT pg_advisory_xact_lock($1::bigint)', [IMPORT_LOCK]);
    const stored = await findStored(client, source);
    const imported: ImportedRecording = { facts: source.facts, isNew: stored === null };
    if (stored?.hasAnswers) return { imported, isTold: false };
    const answers = await readRows(source, RECORDED_ANSWERS);
    const reserved = await reserveTable(client, RECORDED_ANSWERS.name);
    // Beside the reserved table, others see the results before the answers.
    if (stored === null)
      await (reserved === null ? storeResults(client, source) : withClient(pool, (other) => storeResults(other, source)));
    if (reserved !== null) await onResults(imported);
    await storeAnswers(client, { source, answers, reserved });
    return { imported, isTold: reserved !== null };
  });
  if (!isTold) await onResults(imported);
  return imported;
}

/**
 * Stores the results of a recording in a database without any, and not the answers to single documents.
 * @throws AppError as importRecording
 */
export async function importRecordedResults({ pool }: Database, folder: string): Promise<RecordingFacts> {
  const source = await openSource(folder);
  await withClient(pool, (client) => storeResults(client, source));
  return source.facts;
}

/** Where a recording lies, and what it says of itself. */
interface Source {
  readonly folder: string;
  readonly facts: RecordingFacts;
  /** SHA-256 of its description. */
  readonly digest: string;
}

async function openSource(folder: string): Promise<Source> {
  const text = await read(join(folder, RECORDING_FILE));
  return { folder, facts: parseFacts(text.toString('utf8'), folder), digest: sha256Of(text) };
}

/** Runs `work` in a transaction of its own connection. */
async function withClient<Result>(pool: pg.Pool, work: (client: pg.PoolClient) => Promise<Result>): Promise<Result> {
  const client = await pool.connect();
  // Without a handler, the end of a server would end the process. The statement that runs then says it.
  const ignore = (): void => undefined;
  client.on('error', ignore);
  try {
    await client.query('BEGIN');
    const result = await work(client);
    await client.query('COMMIT');
    return result;
  } catch (error) {
    await client.query('ROLLBACK');
    throw error;
  } finally {
    client.off('error', ignore);
    client.release();
  }
}

async function findStored(client: pg.PoolClient, { digest }: Source): Promise<{ readonly hasAnswers: boolean } | null> {
  const { rows } = await client.query<{ hasAnswers: boolean }>('SELECT "hasAnswers" FROM "Recording" WHERE "digest" = $1', [digest]);
  return rows[0] ?? null;
}

/** Stores everything but the answers. */
async function storeResults(client: pg.PoolClient, source: Source): Promise<void> {
  const { version, title, description, startedAt, recordedAt, device, command, commit } = source.facts;
  const { rows } = await client.query<{ id: string }>(
    `INSERT INTO "Recording" ("id", "digest", "version", "title", "description", "startedAt", "recordedAt", "device", "command", "commit")
     VALUES (gen_random_uuid(), $1, $2, $3, $4, $5, $6, $7, $8, $9) RETURNING "id"`,
    [source.digest, version, title, description, startedAt, recordedAt, device, command, commit],
  );
  const recordingId = rows[0]?.id;
  /** Recorded id → id of the row that this database has instead. */
  const storedIds = new Map<string, string>();
  const tables = RECORDED_TABLES.filter((table) => table !== RECORDED_ANSWERS);
  for (const table of tables) {
    const recorded = unpackRows(await readRows(source, table)).map((line) => JSON.parse(line) as Row);
    const translated: readonly Row[] = recorded.map((row) => {
      const own = translate(row, storedIds);
      return table.isMeasured ? { ...own, recordingId } : own;
    });
    if (table.key.length > 0) await findKnown(client, { table, rows: translated, storedIds });
    const isNew = translated.filter(({ id }) => !storedIds.has(String(id)));
    for (const batch of batchesOf(isNew, BATCH_ROWS)) await insert(client, table, batch);
  }
  await analyze(client, tables);
  // A model of this database keeps its own current files; a new one has the newest of the recording.
  await client.query(
    `UPDATE "Model" m SET "currentRevisionId" = (
       SELECT r."id" FROM "ModelRevision" r WHERE r."modelId" = m."id" ORDER BY r."createdAt" DESC, r."id" DESC LIMIT 1)
     WHERE m."currentRevisionId" IS NULL`,
  );
}

/** storeAnswers stores these. */
interface RecordedAnswers {
  readonly source: Source;
  /** The file of the answers; null in a recording without answers. */
  readonly answers: Buffer | null;
  readonly reserved: ReservedTable | null;
}

/** Stores the answers. They refer only to evaluations of the recording, and have no id that a later version could repeat. */
async function storeAnswers(client: pg.PoolClient, { source, answers, reserved }: RecordedAnswers): Promise<void> {
  const { name } = RECORDED_ANSWERS;
  const { rows: evaluations } = await client.query<{ id: string }>('SELECT "id" FROM "Evaluation" WHERE "recordingId" IS NOT NULL');
  const ids = new Set(evaluations.map(({ id }) => id));
  const columns = ANSWER_COLUMNS.map((column) => `"${column}"`).join(', ');
  const copyInto = (table: string): Promise<void> =>
    pipeline(
      Readable.from(encodeAnswers(unpackRows(answers), (id) => ids.has(id))),
      client.query(copyFrom(`COPY "${table}" (${columns}) FROM STDIN (FORMAT csv)`)),
    );
  if (reserved !== null) await reserved.fill(() => copyInto(name));
  else {
    await client.query(`CREATE TEMPORARY TABLE "recorded" (LIKE "${name}") ON COMMIT DROP`);
    await copyInto('recorded');
    // The rows of an earlier version of the recording stay.
    await client.query(`INSERT INTO "${name}" (${columns}) SELECT ${columns} FROM "recorded" ON CONFLICT DO NOTHING`);
  }
  await analyze(client, [RECORDED_ANSWERS]);
  await client.query('UPDATE "Recording" SET "hasAnswers" = true WHERE "digest" = $1', [source.digest]);
}

/** Without statistics of so many new rows, the database would choose slow ways to read them until it has made its own, a minute later. */
async function analyze(client: pg.PoolClient, tables: readonly RecordedTable[]): Promise<void> {
  await client.query(`ANALYZE ${tables.map(({ name }) => `"${name}"`).join(', ')}`);
}

/** The row with references to rows that this database has instead of recorded ones. */
function translate(row: Row, storedIds: ReadonlyMap<string, string>): Row {
  return Object.fromEntries(
    Object.entries(row).map(([column, value]) => [column, column.endsWith('Id') ? (storedIds.get(String(value)) ?? value) : value]),
  );
}

/** Finds the rows that the database already has under the same key. */
async function findKnown(
  client: pg.PoolClient,
  {
    table: { name, key },
    rows,
    storedIds,
  }: { readonly table: RecordedTable; readonly rows: readonly Row[]; readonly storedIds: Map<string, string> },
): Promise<void> {
  const isSame = key.map((column) => `t."${column}" = n."${column}"`).join(' AND ');
  const { rows: found } = await client.query<{ recorded: string; stored: string }>(
    `SELECT n."id" AS recorded, t."id" AS stored FROM jsonb_populate_recordset(NULL::"${name}", $1::jsonb) n JOIN "${name}" t ON ${isSame}`,
    [JSON.stringify(rows)],
  );
  for (const { recorded, stored } of found) storedIds.set(recorded, stored);
}

/** Inserts lines; columns that they lack take their default. What came with an earlier version of the recording stays. */
async function insert(client: pg.PoolClient, { name }: RecordedTable, rows: readonly Row[]): Promise<void> {
  const [first] = rows;
  if (first === undefined) return;
  const columns = Object.keys(first)
    .map((column) => `"${column}"`)
    .join(', ');
  await client.query(
    `INSERT INTO "${name}" (${columns}) SELECT ${columns} FROM jsonb_populate_recordset(NULL::"${name}", $1::jsonb) ON CONFLICT ("id") DO NOTHING`,
    [JSON.stringify(rows)],
  );
}

/** The file of a table's rows; null for a table that the recording's version of Lamina did not have. */
async function readRows({ folder, facts }: Source, { name: table }: RecordedTable): Promise<Buffer | null> {
  const name = rowFileOf(table);
  const file = facts.files.find((listed) => listed.name === name);
  if (file === undefined) return null;
  const data = await read(join(folder, name));
  const sha256 = sha256Of(data);
  if (sha256 === file.sha256) return data;
  throw new AppError('FILE_UNREADABLE', `${join(folder, name)} has the SHA-256 ${sha256}, but the recording lists ${file.sha256}`);
}

function unpackRows(data: Buffer | null): readonly string[] {
  return data === null ? [] : unpackLines(data);
}

function parseFacts(text: string, folder: string): RecordingFacts {
  const facts = JSON.parse(text) as RecordingFacts;
  if (facts.format === RECORDING_FORMAT) return facts;
  throw new AppError(
    'FILE_UNREADABLE',
    `${folder} holds a recording of the format ${facts.format}; this version reads ${RECORDING_FORMAT}`,
  );
}

async function read(path: string): Promise<Buffer> {
  return readFile(path).catch((cause: unknown) => {
    throw new AppError('FILE_NOT_FOUND', `the file ${path} of a recording cannot be read`, { cause });
  });
}

function sha256Of(data: Buffer): string {
  return createHash('sha256').update(data).digest('hex');
}
