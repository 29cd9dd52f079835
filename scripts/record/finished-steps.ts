import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { type Database, importRecording, RECORDING_FILE, type RecordingFacts } from '@lamina/database';
import { PACKAGED_MODELS } from '@lamina/hub';

/** The names of the finished steps of each model, by the digest of its revision. */
export type FinishedSteps = NonNullable<RecordingFacts['steps']>;

const FILE = 'finished-steps.json';
/** Steps of the bundled models stand under a name instead. */
const DIGEST = /^[0-9a-f]{64}$/;

/** The finished steps of a data folder. */
export function readFinishedSteps(folder: string): FinishedSteps {
  const path = join(folder, FILE);
  return existsSync(path) ? (JSON.parse(readFileSync(path, 'utf8')) as FinishedSteps) : {};
}

export function addFinishedStep(folder: string, digest: string, name: string): void {
  const steps = readFinishedSteps(folder);
  // Empty before the first step of a model.
  const own = steps[digest] ?? [];
  if (!own.includes(name)) write(folder, { ...steps, [digest]: [...own, name] });
}

/**
 * Stores an earlier recording in a database without models, so that its finished steps are not measured again. It may lack models. A recording of other
 * files of the packaged models is left out: its numbers would stand beside those of today's files.
 *
 * @param folder the data folder
 * @param recorded the folder of the earlier recording
 * @returns what the stored recording says of itself; null if none was stored
 */
export async function continueRecording(
  database: Database,
  { folder, recorded }: { readonly folder: string; readonly recorded: string },
): Promise<RecordingFacts | null> {
  const path = join(recorded, RECORDING_FILE);
  if ((await database.prisma.model.count()) > 0 || !existsSync(path)) return null;
  const facts = JSON.parse(readFileSync(path, 'utf8')) as RecordingFacts;
  const { steps } = facts;
  if (steps === undefined) return null;
  const packaged = new Set(PACKAGED_MODELS.map(({ revisionDigest }) => revisionDigest));
  if (Object.keys(steps).some((digest) => DIGEST.test(digest) && !packaged.has(digest))) return null;
  await importRecording(database, recorded);
  // They are this recording's own again, so equal removals take over what is measured: a job copies no numbers of another recording.
  await database.prisma.evaluation.updateMany({ data: { recordingId: null } });
  await database.prisma.textEvaluation.updateMany({ data: { recordingId: null } });
  write(folder, steps);
  return facts;
}

function write(folder: string, steps: FinishedSteps): void {
  writeFileSync(join(folder, FILE), `${JSON.stringify(steps, null, 2)}\n`);
}
