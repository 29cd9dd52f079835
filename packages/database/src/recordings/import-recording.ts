import { createHash } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { AppError } from '@lamina/errors';
import type pg from 'pg';
import type { Database } from '../create-database.ts';
import { fillTable } from './fill-table.ts';
import { type PackedRows, RECORDED_TABLES, type RecordedTable } from './recorded-tables.ts';
import { RECORDING_FILE, RECORDING_FORMAT, type RecordingFacts } from './recording-facts.ts';
import { rowFileOf, unpackLines } from './row-file.ts';

/** The outcome of an import. */
export interface ImportedRecording {
  readonly facts: RecordingFacts;
  /** False if it was stored before; then nothing changed. */
  readonly isNew: boolean;
}

type Row = Record<string, unknown>;

/** Rows of one statement; a statement's parameter stays below a few megabytes. */
const BATCH_ROWS = 2_000;
/** Any number that no other advisory lock of the platform uses. */
const IMPORT_LOCK = 7_261_538_121;

/**
 * Stores a recording in one transaction, once. Every measured row then names the recording that first brought it. Models, calibration texts and benchmarks that the
 * database already has are used instead of the recorded ones. Jobs and studies are not part of a recording, and models come without files.
 *
 * @param folder holds recording.json and the files that it lists
 * @throws AppError FILE_NOT_FOUND without recording.json; FILE_UNREADABLE for another layout, or for a file whose SHA-256 differs
 */
export async function importRecording({ pool }: Database, folder: string): Promise<ImportedRecording> {
  const text = await read(join(folder, RECORDING_FILE));
  const facts = parseFacts(text.toString('utf8'), folder);
  const digest = sha256Of(text);
  const client = await pool.connect();
  try {
    await client.query('BEGIN');
    await client.query('SELECT pg_advisory_xact_lock($1::bigint)', [IMPORT_LOCK]);
    const { rowCount } = await client.query('SELECT FROM "Recording" WHERE "digest" = $1', [digest]);
    if (rowCount === 0) await store(client, { folder, facts, digest });
    await client.query('COMMIT');
    return { facts, isNew: rowCount === 0 };
  } catch (error) {
    await client.query('ROLLBACK');
    throw error;
  } finally {
    client.release();
  }
}

async function store(
  client: pg.PoolClient,
  { folder, facts, digest }: { readonly folder: string; readonly facts: RecordingFacts; readonly digest: string },
): Promise<void> {
  const { version, title, description, startedAt, recordedAt, device, command, commit } = facts;
  const { rows } = await client.query<{ id: string }>(
    `INSERT INTO "Recording" ("id", "digest", "version", "title", "description", "startedAt", "recordedAt", "device", "command", "commit")
     VALUES (gen_random_uuid(), $1, $2, $3, $4, $5, $6, $7, $8, $9) RETURNING "id"`,
    [digest, version, title, description, startedAt, recordedAt, device, command, commit],
  );
  const recordingId = rows[0]?.id;
  /** Recorded id → id of the row that this database has instead. */
  const known = new Map<string, string>();
  for (const table of RECORDED_TABLES) {
    const lines = await readLines(folder, facts, table.name);
    if (table.packed) {
      await unpackRows(client, { name: table.name, packed: table.packed, lines });
      continue;
    }
    const recorded = lines.map((line) => JSON.parse(line) as Row);
    const own: readonly Row[] = recorded.map((row) => ({ ...translate(row, known), ...(table.isMeasured ? { recordingId } : {}) }));
    if (table.key.length > 0) await findKnown(client, { table, rows: own, known });
    const isNew = own.filter(({ id }) => !known.has(String(id)));
    for (const batch of batchesOf(isNew)) await insert(client, table, batch);
  }
  // Without statistics of so many new rows, the database would choose slow ways to read them until it has made its own, a minute later.
  await client.query(`ANALYZE ${RECORDED_TABLES.map(({ name }) => `"${name}"`).join(', ')}`);
  // A model of this database keeps its own current files.
  await client.query(
    `UPDATE "Model" m SET "currentRevisionId" = r."id" FROM "ModelRevision" r WHERE r."modelId" = m."id" AND m."currentRevisionId" IS NULL`,
  );
  // Recordings made before this correction count a table of quantized forms twice.
  await client.query('SELECT lamina_correct_quantized_forms()');
}

/** The row with references to rows that this database has instead of recorded ones. */
function translate(row: Row, known: ReadonlyMap<string, string>): Row {
  return Object.fromEntries(
    Object.entries(row).map(([column, value]) => [column, column.endsWith('Id') ? (known.get(String(value)) ?? value) : value]),
  );
}

/** Finds the rows that the database already has under the same key. */
async function findKnown(
  client: pg.PoolClient,
  {
    table: { name, key },
    rows,
    known,
  }: { readonly table: RecordedTable; readonly rows: readonly Row[]; readonly known: Map<string, string> },
): Promise<void> {
  const isSame = key.map((column) => `t."${column}" = n."${column}"`).join(' AND ');
  const { rows: found } = await client.query<{ recorded: string; own: string }>(
    `SELECT n."id" AS recorded, t."id" AS own FROM jsonb_populate_recordset(NULL::"${name}", $1::jsonb) n JOIN "${name}" t ON ${isSame}`,
    [JSON.stringify(rows)],
  );
  for (const { recorded, own } of found) known.set(recorded, own);
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

/** Inserts the rows of packed lines. They refer only to rows that came with the recording, and have no id that a later version could repeat. */
async function unpackRows(
  client: pg.PoolClient,
  { name, packed, lines }: { readonly name: string; readonly packed: PackedRows; readonly lines: readonly string[] },
): Promise<void> {
  await fillTable(client, name, async () => {
    for (const batch of batchesOf(lines))
      await client.query(`INSERT INTO "${name}" (${packed.columns}) ${packed.rows} ON CONFLICT DO NOTHING`, [`[${batch.join(',')}]`]);
  });
}

function batchesOf<Item>(items: readonly Item[]): readonly (readonly Item[])[] {
  return Array.from({ length: Math.ceil(items.length / BATCH_ROWS) }, (_, place) =>
    items.slice(place * BATCH_ROWS, (place + 1) * BATCH_ROWS),
  );
}

async function readLines(folder: string, facts: RecordingFacts, table: string): Promise<readonly string[]> {
  const name = rowFileOf(table);
  const file = facts.files.find((listed) => listed.name === name);
  // A table that the recording's version of Lamina did not have.
  if (file === undefined) return [];
  const data = await read(join(folder, name));
  const sha256 = sha256Of(data);
  if (sha256 !== file.sha256)
    throw new AppError('FILE_UNREADABLE', `${join(folder, name)} has the SHA-256 ${sha256}, but the recording lists ${file.sha256}`);
  return unpackLines(data);
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
