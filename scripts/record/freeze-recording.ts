import { createHash } from 'node:crypto';
import { mkdirSync, readdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import {
  type Database,
  exportRecordedMeasurements,
  exportRecordedRows,
  importPublishedLayers,
  publishRelease,
  RECORDING_FILE,
  RECORDING_FORMAT,
  RELEASE_FOLDER,
  type RecordingFacts,
  writeRelease,
} from '@lamina/database';
import { AppError, getAt } from '@lamina/errors';
import type { FinishedSteps } from './finished-steps.ts';

/** Facts about the measurements that the database does not hold. */
export interface FreezeOptions {
  /** The folder that becomes the recording. */
  readonly folder: string;
  readonly version: string;
  readonly commit: string;
  readonly command: string;
  readonly steps: FinishedSteps;
}

const TITLE = 'Real models, recorded';

/**
 * Publishes all measurements of the database as a release, and writes it with the rows that an import needs. Numbers come from the database alone.
 * @returns the description of the recording
 */
export async function freezeRecording(
  database: Database,
  { folder, version, commit, command, steps }: FreezeOptions,
): Promise<RecordingFacts> {
  const partial = `${folder}.partial`;
  rmSync(partial, { recursive: true, force: true });
  mkdirSync(partial, { recursive: true });
  // The long table of layers holds what others published, too.
  await importPublishedLayers(database, join(folder, '../published/layers'));
  const about = { title: TITLE, description: await describe(database), ...(await readProvenance(database)) };
  const facts = {
    version,
    title: TITLE,
    description: about.description,
    authors: [],
    url: null,
    licence: 'Apache-2.0',
    publishedBy: 'npm run record',
    apiVersion: version,
    idempotencyKey: null,
  };
  await publishRelease(database, facts, async (snapshot) => {
    const written = await writeRelease(snapshot, { facts, includeSamples: false, root: partial });
    renameSync(join(partial, version), join(partial, RELEASE_FOLDER));
    return written;
  });
  await exportRecordedRows(database, partial, folder);
  await exportRecordedMeasurements(database, partial);
  const names = readdirSync(partial, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name).slice(partial.length + 1))
    .sort();
  const files = names.map((name) => {
    const data = readFileSync(join(partial, name));
    return { name, bytes: data.length, sha256: createHash('sha256').update(data).digest('hex') };
  });
  const recording: RecordingFacts = { format: RECORDING_FORMAT, version, ...about, command, commit, steps, files };
  writeFileSync(join(partial, RECORDING_FILE), `${JSON.stringify(recording, null, 2)}\n`);
  rmSync(folder, { recursive: true, force: true });
  renameSync(partial, folder);
  return recording;
}

interface Provenance {
  readonly startedAt: string;
  readonly recordedAt: string;
  readonly device: string;
}

/** When and on which processors the evaluations and scores were measured; each of them says more. */
async function readProvenance({ pool }: Database): Promise<Provenance> {
  const { rows } = await pool.query<{ from: Date; to: Date; devices: string[] }>(
    `SELECT min("createdAt") AS from, max("createdAt") AS to, array_agg(DISTINCT split_part("device", ', ', 1)) AS devices
     FROM (SELECT "createdAt", "device" FROM "ScoreRun" UNION ALL SELECT "createdAt", "device" FROM "Evaluation"
       UNION ALL SELECT "createdAt", "device" FROM "TextEvaluation" UNION ALL SELECT "createdAt", "device" FROM "Rounding") AS measured`,
  );
  const [row] = rows;
  if (!row?.from) throw new AppError('CONFLICT', 'nothing has been measured yet, so there is nothing to freeze');
  return { startedAt: row.from.toISOString(), recordedAt: row.to.toISOString(), device: row.devices.join('; ') };
}

/** The contents of the recording, counted. */
async function describe({ pool }: Database): Promise<string> {
  const { rows } = await pool.query<{
    models: string[];
    bundled: number;
    runs: number;
    changes: number;
    benchmarks: number;
    evaluations: number;
    texts: number;
    losses: number;
  }>(
    `SELECT (SELECT array_agg(m."name" ORDER BY m."slug") FROM "Model" m WHERE m."derivedFromId" IS NULL AND m."source" <> 'bundled') AS models,
       (SELECT count(*)::int FROM "Model" m WHERE m."source" = 'bundled') AS bundled, (SELECT count(*)::int FROM "ScoreRun") AS runs,
       (SELECT count(*)::int FROM "Pruning") AS changes, (SELECT count(*)::int FROM "Benchmark") AS benchmarks,
       (SELECT count(*)::int FROM "Evaluation") AS evaluations,
       (SELECT count(DISTINCT "text")::int FROM "TextEvaluation") AS texts, (SELECT count(*)::int FROM "TextEvaluation") AS losses`,
  );
  const { models, bundled, runs, changes, benchmarks, evaluations, texts, losses } = getAt(rows, 0);
  return `${models.join(', ')} and ${bundled} small models of this project: ${runs} score runs of every block, ${changes} changes with their losses on ${texts} texts (${losses} results) and ${benchmarks} benchmarks (${evaluations} results), quantized forms, and speeds.`;
}
