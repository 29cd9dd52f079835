import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Database } from '../connection/create-database.ts';
import { modelsOfWeights } from '../evaluations/answer-statements.ts';
import { readStoredMeasurements, type StoredMeasurements } from '../evaluations/read-measured-changes.ts';
import type { Sql } from '../rows/sql.ts';

/** Folder of a recording with one file for the weights of each model: an answer about a recorded model reads it without a database. */
const FOLDER = 'measurements';

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
    const { slug, location, format } = stored.model;
    writeFileSync(fileOf(folder, weights), `${JSON.stringify({ ...stored, model: { slug, location, format } })}\n`);
  }
}

/** The measurements of the model with these weights in a recording; null where it has none. @param folder of the recording */
export function readRecordedMeasurements(folder: string, weightsSha256: string): StoredMeasurements | null {
  const file = fileOf(folder, weightsSha256);
  return existsSync(file) ? (JSON.parse(readFileSync(file, 'utf8')) as StoredMeasurements) : null;
}
