import { createHash } from 'node:crypto';
import { cp, mkdir, readFile, rename, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { AppError } from '@lamina/errors';
import { z } from 'zod';
import type { Database } from '../connection/create-database.ts';
import { writeTransaction } from '../migrations/write-transaction.ts';
import { DICTIONARY_FILE, SUMS_FILE } from './files/write-release.ts';
import type { StoredReleaseFile } from './stored-release-file.ts';

const DICTIONARY = z.object({
  version: z.string(),
  title: z.string(),
  description: z.string().nullable(),
  authors: z.array(z.string()),
  url: z.string().nullable(),
  licence: z.string().nullable(),
  apiVersion: z.string(),
  cut: z.coerce.date(),
  tables: z.array(
    z.object({ name: z.string(), rowCount: z.number(), files: z.object({ parquet: z.string(), csv: z.string().nullable() }) }),
  ),
});
type Dictionary = z.output<typeof DICTIONARY>;

/** Who published an adopted release. */
const PUBLISHER = 'recording';
/** Formats of files that are no table, by the end of their names. */
const JSON_FILE = /\.jsonl?(\.gz)?$/;

/**
 * Publishes the release of a recording whose rows are stored, so that a fresh start has a release. It never joins rows of other origin, because a release
 * holds every row that is as old as itself: in a database with measurements of its own, or with a release, nothing happens.
 *
 * @param source the folder of the release, as writeRelease wrote it
 * @param root the folder of all releases, which gets a copy
 * @returns whether the release was published now
 * @throws AppError FILE_NOT_FOUND; FILE_UNREADABLE for a file whose SHA-256 differs
 */
export async function adoptRelease(database: Database, source: string, root: string): Promise<boolean> {
  const { cut, tables, ...facts } = await readDictionary(source);
  const { files, sha256 } = await readFiles(source, tables);
  return writeTransaction(database, async (transaction) => {
    await transaction.$executeRaw`LOCK TABLE "Release", "ScoreRun", "Pruning", "Evaluation", "TextEvaluation", "Rounding", "Efficiency"
      IN SHARE ROW EXCLUSIVE MODE`;
    const [found] = await transaction.$queryRaw<{ isFresh: boolean }[]>`SELECT
      EXISTS (SELECT 1 FROM "ScoreRun") AND NOT EXISTS (SELECT 1 FROM "Release")
      AND NOT EXISTS (SELECT 1 FROM "ScoreRun" WHERE "recordingId" IS NULL OR "createdAt" > ${cut})
      AND NOT EXISTS (SELECT 1 FROM "Pruning" WHERE "recordingId" IS NULL OR "createdAt" > ${cut})
      AND NOT EXISTS (SELECT 1 FROM "Evaluation" WHERE "recordingId" IS NULL OR "createdAt" > ${cut})
      AND NOT EXISTS (SELECT 1 FROM "TextEvaluation" WHERE "recordingId" IS NULL OR "createdAt" > ${cut})
      AND NOT EXISTS (SELECT 1 FROM "Rounding" WHERE "recordingId" IS NULL OR "createdAt" > ${cut})
      AND NOT EXISTS (SELECT 1 FROM "Efficiency" WHERE "recordingId" IS NULL OR "createdAt" > ${cut}) AS "isFresh"`;
    if (found?.isFresh !== true) return false;
    await copyFolder(source, join(root, facts.version));
    await transaction.release.create({
      data: { ...facts, files: [...files], sha256, publishedBy: PUBLISHER, createdAt: cut, publishedAt: new Date() },
    });
    return true;
  });
}

async function readDictionary(source: string): Promise<Dictionary> {
  const path = join(source, DICTIONARY_FILE);
  const parsed = DICTIONARY.safeParse(JSON.parse((await read(path)).toString('utf8')));
  if (parsed.success) return parsed.data;
  throw new AppError('FILE_UNREADABLE', `${path} does not describe a release: ${z.prettifyError(parsed.error).slice(0, 300)}`);
}

/** The listed files, each with its digest checked. */
async function readFiles(
  source: string,
  tables: Dictionary['tables'],
): Promise<{ readonly files: readonly StoredReleaseFile[]; readonly sha256: string }> {
  const sums = await read(join(source, SUMS_FILE));
  const tableOf = new Map<string | null, Pick<StoredReleaseFile, 'table' | 'rowCount' | 'format'>>(
    tables.flatMap(({ name: table, rowCount, files: { parquet, csv } }) => [
      [parquet, { table, rowCount, format: 'parquet' }],
      [csv, { table, rowCount, format: 'csv' }],
    ]),
  );
  const files: StoredReleaseFile[] = [];
  for (const [, sha256 = '', name = ''] of sums.toString('utf8').matchAll(/^(\S+) {2}(.+)$/gm)) {
    const data = await read(join(source, name));
    if (sha256Of(data) !== sha256) throw new AppError('FILE_UNREADABLE', `${join(source, name)} is not the file that ${SUMS_FILE} lists`);
    const about: Pick<StoredReleaseFile, 'table' | 'rowCount' | 'format'> = tableOf.get(name) ?? {
      table: null,
      rowCount: null,
      format: JSON_FILE.test(name) ? 'json' : 'text',
    };
    files.push({ name, ...about, bytes: data.length, sha256 });
  }
  const sha256 = sha256Of(sums);
  return { files: [...files, { name: SUMS_FILE, format: 'text', table: null, rowCount: null, bytes: sums.length, sha256 }], sha256 };
}

async function copyFolder(source: string, folder: string): Promise<void> {
  const partial = `${folder}.partial`;
  await rm(partial, { recursive: true, force: true });
  await mkdir(partial, { recursive: true });
  await cp(source, partial, { recursive: true });
  await rm(folder, { recursive: true, force: true });
  await rename(partial, folder);
}

async function read(path: string): Promise<Buffer> {
  return readFile(path).catch((cause: unknown) => {
    throw new AppError('FILE_NOT_FOUND', `the file ${path} of a release cannot be read`, { cause });
  });
}

function sha256Of(data: Buffer): string {
  return createHash('sha256').update(data).digest('hex');
}
