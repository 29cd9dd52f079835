import {
  type Database,
  digestOf,
  getCurrentRevision,
  type ImportedPruning,
  type RevisionRecord,
  type SavedImport,
  saveImport,
  writeImportedEvaluations,
  writeImportedPruning,
  writeImportedScores,
} from '@lamina/database';
import { AppError } from '@lamina/errors';
import { parseOptionalGlobalId } from '../../data/global-id.ts';
import type { Stores } from '../../data/stores.ts';
import { createRefusal, type Refuse } from '../../errors/refusal.ts';
import { Strategy } from '../vocabulary/strategy.ts';
import { attachSamples } from './attach-samples.ts';
import type { EvaluationContent } from './evaluation-content.ts';
import type { ImportEvaluationsInput, ImportedRemovalInput } from './import-evaluations.input.ts';
import type { ImportedCalibrationInput, ImportLayerScoresInput } from './import-layer-scores.input.ts';
import type { ScoreContent, ScoreRow } from './parse-score-rows.ts';
import { ImportFormat } from './result-import.type.ts';
import { SELF_REPORTED_LANE, toImportedEvaluations } from './to-imported-evaluations.ts';
import { toLayerScores } from './to-layer-scores.ts';

const refuse: Refuse = createRefusal('The results cannot be imported');

/** The target of an import, without the results. */
export type EvaluationsTarget = Pick<ImportEvaluationsInput, 'model' | 'pruning' | 'removal' | 'format'>;
export type ScoresTarget = Pick<ImportLayerScoresInput, 'model' | 'calibration' | 'tool' | 'precision'>;

/** Result of an import, with its key. */
export interface Imported extends SavedImport {
  /** Short name of its model. */
  readonly model: string;
  /** Parts that were left out, with reasons. */
  readonly skipped: readonly string[];
}

/** The content of an import, and the name of the token that sent it. */
type Submitted<Content> = Content & { readonly submittedBy: string };

const MAX_MODELS = 100;
const MAX_NAME_LENGTH = 100;
const SHA256 = /^[0-9a-f]{64}$/;

/** Imports evaluations that were measured elsewhere. @throws AppError BAD_USER_INPUT, NOT_FOUND; then nothing is stored. */
export async function importEvaluations(
  { database }: Stores,
  input: EvaluationsTarget,
  content: Submitted<EvaluationContent>,
): Promise<Imported> {
  const { model, format } = input;
  if (format !== ImportFormat.LM_EVAL_RESULTS) refuse('importEvaluations reads the format LM_EVAL_RESULTS');
  const revision = await getCurrentRevision(database, model);
  const { revisionId, precision } = revision;
  if (input.pruning && input.removal) refuse('give either a pruning or a removal');
  const known = await findPruning(database, parseOptionalGlobalId(input.pruning, 'Pruning'), revisionId);
  const removal = input.removal ? checkRemoval(input.removal, revision) : null;
  const { evaluations: results, skipped } = toImportedEvaluations(content.results, precision);
  const evaluations = attachSamples(results, content.samples);
  const files = content.samples.map(({ task, contentSha256 }) => ({ task, contentSha256 }));
  const samples = files.length > 0 ? { samples: digestOf(files) } : {};
  const target = { ...(removal === null ? { pruningId: known } : { removal }), ...samples };
  const facts = { format, contentSha256: content.contentSha256, target, revisionId, submittedBy: content.submittedBy, skipped };
  const saved = await saveImport(database, facts, async (transaction, importId) => {
    const pruningId = removal === null ? known : await writeImportedPruning(transaction, revision, removal);
    await writeImportedEvaluations(transaction, { importId, revisionId, pruningId }, evaluations);
  });
  return { ...saved, model: revision.slug, skipped };
}

/**
 * Imports layer scores that were measured elsewhere: one import per model, in the order of their first rows.
 * @throws AppError BAD_USER_INPUT, NOT_FOUND; then nothing is stored
 */
export async function importLayerScores(
  { database }: Stores,
  input: ScoresTarget,
  { rows, contentSha256, submittedBy }: Submitted<ScoreContent>,
): Promise<readonly Imported[]> {
  const calibration = checkCalibration(input.calibration);
  const tool = checkText('tool', input.tool);
  const byModel = Map.groupBy(rows, (row) => row.model ?? input.model ?? refuseNameless());
  if (byModel.size > MAX_MODELS) refuse(`it holds ${byModel.size} models; the limit is ${MAX_MODELS}`);
  const prepared = await Promise.all(
    [...byModel].map(([slug, own]) => prepare(database, { slug, rows: own, tokenCount: calibration.tokenCount })),
  );
  const lane = [SELF_REPORTED_LANE, calibration.name, `window ${calibration.window}`, `stride ${calibration.stride}`, tool].join(' · ');
  const imported: Imported[] = [];
  for (const { revision, layerScores } of prepared) {
    const precision = input.precision ? checkText('precision', input.precision) : revision.precision;
    const comparability = { source: 'layer-scores', tool, precision, ...calibration };
    const { revisionId } = revision;
    const facts = { format: ImportFormat.LAYER_SCORES, contentSha256, revisionId, submittedBy, skipped: [] };
    const saved = await saveImport(database, { ...facts, target: comparability }, (transaction, importId) =>
      writeImportedScores(transaction, { importId, revision, calibration, lane, comparability, tool, precision, layerScores }),
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

async function findPruning(database: Database, key: string | null, revisionId: string): Promise<string | null> {
  if (key === null) return null;
  const pruning = await database.prisma.pruning.findUnique({ where: { id: key }, select: { revisionId: true } });
  if (pruning === null) throw new AppError('NOT_FOUND', 'There is no pruning with this id. Query `prunings` for the existing ones.');
  return pruning.revisionId === revisionId ? key : refuse('the pruning belongs to another model, or to a former revision of this model');
}

function checkRemoval({ removed, strategy, seed }: ImportedRemovalInput, { blockCount, slug }: RevisionRecord): ImportedPruning {
  const text = `the removal [${removed.join(', ').slice(0, 100)}]`;
  if (removed.length < 1 || removed.length >= blockCount) refuse(`${text} must name 1 to ${blockCount - 1} layers`);
  if (new Set(removed).size < removed.length) refuse(`${text} names a layer twice`);
  if (removed.some((index) => index < 0 || index >= blockCount)) refuse(`${text} names a layer that does not exist in ${slug}`);
  return { strategy: strategy ?? Strategy.EXPLICIT, seed: seed ?? null, removed: removed.toSorted((a, b) => a - b) };
}

function checkCalibration({ name, textSha256 = null, window, stride, bos, tokenCount }: ImportedCalibrationInput) {
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
