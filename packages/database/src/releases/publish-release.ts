import { AppError } from '@lamina/errors';
import type pg from 'pg';
import type { Prisma, Release } from '../../generated/client.ts';
import { connectOrRefuse } from '../connection/connect-or-refuse.ts';
import type { Database } from '../connection/create-database.ts';
import { writeTransaction } from '../migrations/write-transaction.ts';

/** Rows per fetch; a stream keeps only these in memory, for any size of table. */
const BATCH_ROWS = 2_000;

/** Rows of a statement in batches, inside the client's transaction. One stream at a time. */
async function* streamRows(
  client: pg.ClientBase,
  statement: { readonly text: string; readonly values: readonly unknown[] },
): AsyncGenerator<readonly Readonly<Record<string, unknown>>[]> {
  await client.query(`DECLARE release_rows NO SCROLL CURSOR FOR ${statement.text}`, [...statement.values]);
  for (;;) {
    const { rows } = await client.query(`FETCH ${BATCH_ROWS} FROM release_rows`);
    if (rows.length > 0) yield rows;
    if (rows.length < BATCH_ROWS) break;
  }
  await client.query('CLOSE release_rows');
}

/** The description of a release. */
export type ReleaseFacts = Readonly<Omit<Release, 'id' | 'files' | 'sha256' | 'createdAt' | 'publishedAt'>>;

/** One frozen state of the data, from which release files are written. */
export interface ReleaseSnapshot {
  /** Rows stored until then belong to the release. */
  readonly cut: Date;
  /** Rows of a statement, in batches. */
  streamRows(statement: {
    readonly text: string;
    readonly values: readonly unknown[];
  }): AsyncIterable<readonly Readonly<Record<string, unknown>>[]>;
}

/** The written files. */
export interface WrittenRelease {
  readonly files: readonly object[];
  readonly sha256: string;
}

/** A published release. */
export interface ReleaseOutcome {
  readonly id: string;
  /** False if an earlier request with the same idempotency key published it. */
  readonly isNew: boolean;
}

const LOCK_TIMEOUT_MS = 20_000;
/** Any number that no other advisory lock of the platform uses. */
const PUBLISH_LOCK = 7_261_538_120;

/**
 * Publishes a release: sets the cut-off time, writes the files from that state of the data, and stores their list. The release is visible only at the
 * end; if writing fails, nothing remains.
 *
 * Refuses with CONFLICT: the version exists, another release is being published, or measurements are being stored continuously.
 */
export async function publishRelease(
  database: Database,
  facts: ReleaseFacts,
  write: (snapshot: ReleaseSnapshot) => Promise<WrittenRelease>,
): Promise<ReleaseOutcome> {
  const existing = await findByIdempotencyKey(database, facts);
  if (existing !== null) return { id: existing, isNew: false };
  const client = await connectOrRefuse(database.url);
  try {
    await client.query('SET statement_timeout = 0');
    const { rows } = await client.query('SELECT pg_try_advisory_lock($1::bigint) AS "isMine"', [PUBLISH_LOCK]);
    if (rows[0]?.isMine !== true) throw new AppError('CONFLICT', 'Another release is being published. Try again when it is done.');
    const { id, createdAt: cut } = await takeCut(database, facts);
    try {
      // All tables are read from one snapshot, however long the export takes.
      await client.query('BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY');
      const { files, sha256 } = await write({ cut, streamRows: (statement) => streamRows(client, statement) });
      await client.query('COMMIT');
      const data = { files: files as Prisma.InputJsonArray, sha256, publishedAt: new Date() };
      await database.prisma.release.update({ where: { id }, data });
      return { id, isNew: true };
    } catch (error) {
      await database.prisma.release.delete({ where: { id } });
      throw error;
    }
  } finally {
    await client.end();
  }
}

async function findByIdempotencyKey({ prisma }: Database, { idempotencyKey }: ReleaseFacts): Promise<string | null> {
  if (idempotencyKey === null) return null;
  const found = await prisma.release.findUnique({ where: { idempotencyKey }, select: { id: true, publishedAt: true } });
  return found?.publishedAt ? found.id : null;
}

/** Writes the release's row with its cut-off time while no measurement is being stored, so that later rows are younger. */
async function takeCut(
  database: Database,
  { authors, ...facts }: ReleaseFacts,
): Promise<{ readonly id: string; readonly createdAt: Date }> {
  const { prisma } = database;
  // Left by a publisher that crashed; the lock guarantees that no other publisher is running.
  await prisma.release.deleteMany({ where: { publishedAt: null } });
  const found = await prisma.release.findUnique({ where: { version: facts.version }, select: { id: true } });
  if (found !== null) throw new AppError('CONFLICT', `Release ${facts.version} already exists, and a release never changes.`);
  try {
    return await writeTransaction(database, async (transaction) => {
      await transaction.$executeRawUnsafe(`SET LOCAL lock_timeout = ${LOCK_TIMEOUT_MS}`);
      await transaction.$executeRaw`LOCK TABLE "ScoreRun", "Pruning", "Evaluation", "TextEvaluation", "Rounding", "Efficiency" IN SHARE MODE`;
      const [now] = await transaction.$queryRaw<{ cut: Date }[]>`SELECT date_trunc('milliseconds', clock_timestamp()) AS cut`;
      return transaction.release.create({ data: { ...facts, authors: [...authors], createdAt: now?.cut ?? new Date() } });
    });
  } catch (error) {
    if (!/lock timeout/.test(String(error))) throw error;
    throw new AppError('CONFLICT', 'Measurements are being stored continuously. Publish the release when the scorers are idle.', {
      cause: error,
    });
  }
}
