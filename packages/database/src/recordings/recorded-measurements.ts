import { existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { ReadRemoval } from '@lamina/benchmarks';
import { AppError } from '@lamina/errors';
import type { Database } from '../connection/create-database.ts';
import { type AnsweredModelRow, modelsOfWeights } from '../evaluations/answer-statements.ts';
import { readRemovals } from '../evaluations/evaluated-prunings.ts';
import { readStoredMeasurements, type StoredMeasurements } from '../evaluations/read-measured-changes.ts';
import { type StoredRoundings, storedRoundings } from '../evaluations/rounding-statements.ts';
import type { Sql } from '../rows/sql.ts';

/** Folder of a recording with one file for the weights of each model: answers and findings about a recorded model read it without a database. */
const FOLDER = 'measurements';

/** A file of that folder. */
export interface RecordedMeasurements extends StoredMeasurements {
  readonly model: Pick<AnsweredModelRow, 'slug' | 'name' | 'location' | 'format'> & {
    /** It comes with Lamina: it is small, and knows only an invented world. */
    readonly isBundled: boolean;
  };
  /** Removals that findings read, newest first, random draws included. */
  readonly removals: readonly ReadRemoval[];
  /** Roundings of single units, and scores of the same units. */
  readonly roundings: StoredRoundings['roundings'];
  readonly scores: StoredRoundings['scores'];
}

const NOTHING_ROUNDED = { roundings: [], scores: [] } as const;

function fileOf(folder: string, weightsSha256: string): string {
  return join(folder, FOLDER, `${weightsSha256}.json`);
}

/** Writes the measurements of every model with measured changes into `<folder>/measurements/<digest of its weights>.json`. */
export async function exportRecordedMeasurements({ pool }: Database, folder: string): Promise<void> {
  mkdirSync(join(folder, FOLDER), { recursive: true });
  const read = async <Row>({ text, values }: Sql): Promise<readonly Row[]> => (await pool.query(text, [...values])).rows;
  const { rows } = await pool.query<{ weights: string }>(
    `SELECT DISTINCT "weightsSha256" AS "weights" FROM "ModelRevision" WHERE "weightsSha256" <> 'unknown' ORDER BY 1`,
  );
  for (const { weights } of rows) {
    const [model] = await read<{ readonly modelKey: string }>(modelsOfWeights(weights));
    const [stored = null] = model === undefined ? [] : await readStoredMeasurements(read, [model.modelKey]);
    if (stored === null || stored.changes.length === 0) continue;
    const { slug, name, location, format, source, revisionKey } = stored.model;
    const [{ roundings, scores } = NOTHING_ROUNDED] = await read<StoredRoundings>(storedRoundings([revisionKey]));
    const recorded: RecordedMeasurements = {
      ...stored,
      model: { slug, name, location, format, isBundled: source === 'bundled' },
      removals: await read<ReadRemoval>(readRemovals(revisionKey)),
      roundings,
      scores,
    };
    writeFileSync(fileOf(folder, weights), `${JSON.stringify(recorded)}\n`);
  }
}

/** The measurements of the model with these weights in a recording; null where it has none. @param folder of the recording @throws AppError FILE_UNREADABLE */
export function readRecordedMeasurements(folder: string, weightsSha256: string): RecordedMeasurements | null {
  const file = fileOf(folder, weightsSha256);
  return existsSync(file) ? readFile(file) : null;
}

/**
 * The measurements of every model in a recording, by short name.
 * @param folder of the recording
 * @throws AppError FILE_NOT_FOUND without measurements; FILE_UNREADABLE if an earlier version wrote them
 */
export function listRecordedMeasurements(folder: string): readonly RecordedMeasurements[] {
  const place = join(folder, FOLDER);
  if (!existsSync(place)) throw new AppError('FILE_NOT_FOUND', `${folder} is no recording: it has no folder ${FOLDER}`);
  const all = readdirSync(place).map((name) => readFile(join(place, name)));
  return all.toSorted((a, b) => (a.model.slug < b.model.slug ? -1 : 1));
}

function readFile(file: string): RecordedMeasurements {
  const read = JSON.parse(readFileSync(file, 'utf8')) as Partial<RecordedMeasurements>;
  if (read.removals === undefined || read.changes?.some(({ caveat }) => caveat === undefined) !== false)
    throw new AppError(
      'FILE_UNREADABLE',
      `${file} was written by an earlier version of Lamina; npm run record -- --freeze writes it again`,
    );
  // A recording of a version that rounded no units has none.
  return { ...NOTHING_ROUNDED, ...read } as RecordedMeasurements;
}
