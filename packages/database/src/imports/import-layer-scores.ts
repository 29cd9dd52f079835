import { createRefusal, type Refuse } from '@lamina/errors';
import type { ScoreContent, ScoreRow } from '@lamina/uploads';
import type { Database } from '../connection/create-database.ts';
import { getCurrentRevision } from '../models/read-models.ts';
import { type Imported, type Submitted, saveImport } from './save-import.ts';
import { SELF_REPORTED_PROTOCOL } from './to-imported-evaluations.ts';
import { toLayerScores } from './to-layer-scores.ts';
import { type ImportedCalibration, writeImportedScores } from './write-imported-scores.ts';

const refuse: Refuse = createRefusal('The results cannot be imported');

/** The scored model, and how it was scored. */
export interface ScoresTarget {
  /** Short name of the model of rows that name none. */
  readonly model?: string | null;
  /** A calibration without a stride has the window length as its stride; texts of 1 to 100 characters, counts from 1. */
  readonly calibration: Pick<ImportedCalibration, 'name' | 'window' | 'bos' | 'tokenCount'> & {
    readonly [Field in 'textSha256' | 'stride']?: ImportedCalibration[Field] | null;
  };
  /** Program that measured, with its version, 1 to 100 characters. */
  readonly tool: string;
  /** Number format of the computation; null = the model's own. */
  readonly precision?: string | null;
}

const MAX_MODELS = 100;
const MAX_NAME_LENGTH = 100;
const SHA256 = /^[0-9a-f]{64}$/;

/**
 * Imports layer scores that were measured elsewhere: one import per model, in the order of their first rows.
 * @throws AppError BAD_USER_INPUT, NOT_FOUND; then nothing is stored
 */
export async function importLayerScores(
  database: Database,
  input: ScoresTarget,
  { rows, contentSha256, submittedBy }: Submitted<ScoreContent>,
): Promise<readonly Imported[]> {
  const calibration = checkCalibration(input.calibration);
  const tool = checkText('tool', input.tool);
  const byModel = Map.groupBy(rows, (row) => row.model ?? input.model ?? refuseNameless());
  if (byModel.size > MAX_MODELS) refuse(`it holds ${byModel.size} models; the limit is ${MAX_MODELS}`);
  const prepared = await Promise.all(
    [...byModel].map(([slug, rowsOfModel]) => prepare(database, { slug, rows: rowsOfModel, tokenCount: calibration.tokenCount })),
  );
  const protocol = [SELF_REPORTED_PROTOCOL, calibration.name, `window ${calibration.window}`, `stride ${calibration.stride}`, tool].join(
    ' · ',
  );
  const imported: Imported[] = [];
  for (const { revision, layerScores } of prepared) {
    const precision = input.precision ? checkText('precision', input.precision) : revision.precision;
    const comparability = { source: 'layer-scores', tool, precision, ...calibration };
    const { revisionId } = revision;
    const facts = { format: 'layer-scores' as const, contentSha256, revisionId, submittedBy, skipped: [] };
    const saved = await saveImport(database, { ...facts, target: comparability }, (transaction, importId) =>
      writeImportedScores(transaction, { importId, revision, calibration, protocol, comparability, tool, precision, layerScores }),
    );
    imported.push({ ...saved, model: revision.slug, skipped: [] });
  }
  return imported;
}

async function prepare(
  database: Database,
  { slug, rows, tokenCount }: { readonly slug: string; readonly rows: readonly ScoreRow[]; readonly tokenCount: number },
) {
  const revision = await getCurrentRevision(database, slug);
  return { revision, layerScores: toLayerScores(rows, { slug, blockCount: revision.blockCount, tokenCount }) };
}

function checkCalibration({ name, textSha256 = null, window, stride, bos, tokenCount }: ScoresTarget['calibration']) {
  if (textSha256 !== null && !SHA256.test(textSha256)) refuse('calibration.textSha256 is not a SHA-256 in lower-case hexadecimal digits');
  const counts = { window, stride: stride ?? window, tokenCount };
  for (const [field, value] of Object.entries(counts)) if (value < 1) refuse(`calibration.${field} is ${value}; it must be at least 1`);
  return { name: checkText('calibration.name', name), textSha256, bos, ...counts };
}

function checkText(name: string, text: string): string {
  const trimmed = text.trim();
  if (trimmed.length >= 1 && trimmed.length <= MAX_NAME_LENGTH) return trimmed;
  return refuse(`${name} holds ${trimmed.length} characters; it must hold 1 to ${MAX_NAME_LENGTH}`);
}

function refuseNameless(): never {
  return refuse('a row has no model; set model for the whole import, or add a column model');
}
