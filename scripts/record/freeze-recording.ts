import { createHash } from 'node:crypto';
import { mkdirSync, readdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import {
  type Database,
  exportRecordedRows,
  publishRelease,
  RECORDING_FILE,
  RECORDING_FORMAT,
  type RecordingFacts,
  writeRelease,
} from '@lamina/database';
import { AppError } from '@lamina/errors';
import type { FinishedSteps } from './finished-steps.ts';

/** What the database does not say about its measurements. */
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
  const about = { title: TITLE, description: await describe(database), ...(await readProvenance(database)) };
  const facts = {
    version,
    title: TITLE,
    description: about.description,
    authors: [],
    url: null,
    publishedBy: 'npm run record',
    apiVersion: version,
    idempotencyKey: null,
  };
  await publishRelease(database, facts, async (snapshot) => {
    const written = await writeRelease(snapshot, { facts, includeSamples: false, formats: ['parquet', 'json'], root: partial });
    renameSync(join(partial, version), join(partial, 'release'));
    return written;
  });
  await exportRecordedRows(database, partial);
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
     FROM (SELECT "createdAt", "device" FROM "ScoreRun" UNION ALL SELECT "createdAt", "device" FROM "Evaluation") AS measured`,
  );
  const [row] = rows;
  if (!row?.from) throw new AppError('CONFLICT', 'nothing has been measured yet, so there is nothing to freeze');
  return { startedAt: row.from.toISOString(), recordedAt: row.to.toISOString(), device: row.devices.join('; ') };
}

/**
 * What is in it, counted, and on which texts it was chosen. Removals that were evaluated on some of the benchmarks only are not named; answers that are
 * generated do not count, because they are measured last.
 */
async function describe({ pool }: Database): Promise<string> {
  const { rows } = await pool.query<{ line: string }>(
    `SELECT m."name" || ': scores on ' || (SELECT count(DISTINCT c."calibrationSetId") FROM "ScoreRun" sr
            JOIN "CalibrationConfig" c ON c."id" = sr."calibrationConfigId" WHERE sr."revisionId" = r."id") || ' texts; '
       || ${countBenchmarks('e."pruningId" IS NULL')} || ' benchmarks of the whole model; '
       || coalesce((SELECT string_agg(k."method" || ' ' || k."counts" || k."repairs", ', ' ORDER BY k."method", k."repairs") FROM (
            SELECT p."strategy" || CASE p."units" WHEN ARRAY['block'] THEN '' ELSE ' of ' || array_to_string(p."units", ' and ') END
                || coalesce(' on ' || t."slug", '') AS "method",
              string_agg(DISTINCT p."removedCount"::text, '/') AS "counts",
              CASE WHEN bool_or(p."change" -> 'repair' <> 'null') THEN ' with ' || count(DISTINCT p."change" #>> '{repair,kind}') || ' repairs' ELSE '' END AS "repairs"
            FROM "Pruning" p LEFT JOIN "ScoreRun" s ON s."id" = p."scoreRunId" LEFT JOIN "CalibrationConfig" c ON c."id" = s."calibrationConfigId"
            LEFT JOIN "CalibrationSet" t ON t."id" = c."calibrationSetId"
            WHERE p."revisionId" = r."id" AND ${countBenchmarks(`e."pruningId" = p."id" AND ${IS_READ}`)} = ${countBenchmarks(`e."pruningId" IS NULL AND ${IS_READ}`)}
            GROUP BY p."strategy", p."units", p."change" -> 'repair' = 'null', t."slug") k), 'no removals')
       || ' evaluated' || coalesce((SELECT '; quantized forms in ' || string_agg(q."quantization" ->> 'precision', ' and ' ORDER BY q."slug")
            FROM "Model" q WHERE q."derivedFromId" = m."id"), '')
       || CASE WHEN EXISTS (SELECT FROM "Efficiency" f WHERE f."revisionId" = r."id") THEN '; speed' ELSE '' END || '.' AS line
     FROM "Model" m JOIN "ModelRevision" r ON r."id" = m."currentRevisionId" WHERE m."derivedFromId" IS NULL ORDER BY m."slug"`,
  );
  return rows.map(({ line }) => line).join(' ');
}

/** The benchmarks that every complete removal has: answers are read from likelihoods, not generated. Texts are counted apart. */
const IS_READ = `b."kind" = 'multiple-choice'`;

function countBenchmarks(condition: string): string {
  return `(SELECT count(DISTINCT e."benchmarkId") FROM "Evaluation" e JOIN "Benchmark" b ON b."id" = e."benchmarkId"
    WHERE e."revisionId" = r."id" AND ${condition})`;
}
