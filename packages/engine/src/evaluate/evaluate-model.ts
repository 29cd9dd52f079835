import { evaluateResponses, type Generation, listGenerations, listRequests, type Task, type TaskEvaluation } from '@lamina/benchmarks';
import { getAt } from '@lamina/errors';
import { NOTHING_REMOVED, type Removal, removesBlocksOnly, removesNothing } from '@lamina/plans';
import { type Checkpoint, keyOf, type WorkDone } from '../checkpoint.ts';
import { encodeGenerations, type Prompt } from '../generate/encode-generations.ts';
import { findEndTokens } from '../generate/find-end-tokens.ts';
import { type GenerationInput, generateTexts } from '../generate/generate-texts.ts';
import { checkCausality } from '../inspect/check-causality.ts';
import { findMaxLength } from '../model/facts/find-max-length.ts';
import { findFixedShape } from '../model/facts/fixed-shape.ts';
import { type ModelLookup, type OpenedModel, openModel } from '../model/open/open-model.ts';
import { type BosPolicy, loadTokenizer, type TextEncoder } from '../model/tokenizer/tokenizer.ts';
import type { Progress } from '../progress.ts';
import { checkDocumentOverlap } from '../repair/check-overlap.ts';
import { cutCalibration } from '../repair/cut-calibration.ts';
import { repairModel } from '../repair/repair-model.ts';
import type { CalibrationCut, RepairRecord, RepairRequest } from '../repair/repair-record.ts';
import { createResidentModel } from '../resident/create-resident-model.ts';
import type { ResidentModel } from '../resident/resident-model.ts';
import type { TokenBatch } from '../session/build-feeds.ts';
import type { Outputs } from '../session/run-batches.ts';
import type { RuntimeFacts, SessionOptions } from '../session/session.ts';
import { answerPieces } from './answer-pieces.ts';
import { type EncodedPiece, encodeRequests } from './encode-requests.ts';
import { placeSpecialTokens } from './place-special-tokens.ts';

export interface EvaluateOptions extends ModelLookup, SessionOptions {
  readonly model: string;
  /** The removals, one after the other. The dense model is evaluated if the empty removal is among them. */
  readonly removals: readonly Removal[];
  readonly tasks: readonly Task[];
  /** The number of rows per run, default 32. */
  readonly batch?: number;
  /** The longest row in tokens; by default what config.json or the tokenizer states, or else 2048. */
  readonly maxLength?: number;
  /** If true, a beginning-of-text token is put before texts that do not have one. By default the tokenizer decides. */
  readonly bos?: BosPolicy;
  /**
   * If true, prefixes that rows share (as the choices of a question do) are read once, where the model's caches allow it; default true. Log-likelihoods
   * are the same up to rounding.
   */
  readonly sharePrefixes?: boolean;
  /**
   * The repair of every removal of blocks. It is solved for each removal in turn, on its calibration text, and the model is loaded again for each. The
   * empty removal is evaluated as it is.
   */
  readonly repair?: RepairRequest & CalibrationCut;
  /** What an earlier run of the same model on the same tasks had done. Those runs of the model are not repeated. */
  readonly checkpoint?: Checkpoint;
}

/** The results of one removal on every task, in the order of the tasks. */
export interface RemovalEvaluation {
  readonly removal: Removal;
  /** How the repair of the removal was solved; null where there is none. Its held-out errors are null. */
  readonly repair: RepairRecord | null;
  readonly tasks: readonly TaskEvaluation[];
  readonly runtime: RuntimeFacts;
  /** The longest row in tokens. */
  readonly maxLength: number;
}

/** The progress of an evaluation. The results of each removal come as soon as they are complete, so that callers can store them one by one. */
export interface EvaluateProgress extends Progress {
  readonly removal?: number;
  readonly completed?: RemovalEvaluation;
}

const DEFAULT_BATCH = 32;
/** Removals of one group share hidden states. If a caller that stores results is stopped, it loses at most one group. */
const REMOVALS_PER_GROUP = 8;

/**
 * Evaluates a model, whole or without some of its units, on tasks of every kind. The graph is read once, the model is loaded once, and texts are
 * encoded once. Removals run on the resident model, and removals of one group share every hidden state on which they agree. Generated answers are made
 * removal by removal. With a repair, each removal has a model of its own.
 *
 * @throws AppError as openModel and repairModel do; TOKENIZER_MISSING; BAD_USER_INPUT for blocks that do not exist, answers that cannot fit, or
 * documents that are calibration text of the repair; MODEL_UNSUPPORTED for models that look ahead.
 */
export async function* evaluateModel(options: EvaluateOptions): AsyncGenerator<EvaluateProgress, readonly RemovalEvaluation[]> {
  yield { phase: 'prepare', done: 0, total: 1, note: 'reading the graph' };
  const opened = openModel(options.model, options);
  const tokenizer = placeSpecialTokens(loadTokenizer(opened.source), options.bos ?? 'auto');
  const maxLength = options.maxLength ?? findMaxLength(opened.source, tokenizer);
  const pieces = options.tasks.map((task) => encodeRequests(listRequests(task), tokenizer, maxLength));
  const prompts = options.tasks.map((task) => encodeGenerations(listGenerations(task), tokenizer, maxLength));
  const total = options.removals.length * [...pieces, ...prompts].reduce((sum, list) => sum + list.length, 0);
  const work: Work = { options, tokenizer, maxLength, pieces, prompts, tally: { done: 0, total } };
  if (!options.repair) return yield* evaluateVariant(work, { opened, record: null, removals: options.removals, first: 0 });
  const cut = cutCalibration(opened, options.repair);
  checkDocumentOverlap(cut.calibration, [...pieces, ...prompts].flat());
  const results: RemovalEvaluation[] = [];
  for (const [first, removal] of options.removals.entries()) {
    const { repair } = options;
    const fitted = removesNothing(removal)
      ? { opened, record: null }
      : yield* repairModel(opened, repair, { ...options, ...cut, removal, heldOut: [] });
    results.push(...(yield* evaluateVariant(work, { ...fitted, removals: [removal], first })));
  }
  return results;
}

/** What is asked of every variant of the model. */
interface Work {
  readonly options: EvaluateOptions;
  readonly tokenizer: TextEncoder;
  readonly maxLength: number;
  /** Both by task. */
  readonly pieces: readonly (readonly EncodedPiece[])[];
  readonly prompts: readonly (readonly Prompt[])[];
  readonly tally: { done: number; readonly total: number };
}

/** A model, as it is or with a repair in place, and the removals that it is evaluated under. */
interface Variant {
  readonly opened: OpenedModel;
  readonly record: RepairRecord | null;
  readonly removals: readonly Removal[];
  /** The place of the first of these removals among all. */
  readonly first: number;
}

async function* evaluateVariant(
  { options, tokenizer, maxLength, pieces, prompts, tally }: Work,
  { opened, record, removals: all, first: offset }: Variant,
): AsyncGenerator<EvaluateProgress, readonly RemovalEvaluation[]> {
  const prefixes = options.sharePrefixes !== false && pieces.some((list) => list.length > 1);
  const resident = await createResidentModel(opened, { ...options, mostLikely: true, prefixes, halves: !all.every(removesBlocksOnly) });
  const { batch = DEFAULT_BATCH } = options;
  // The same removal with another repair gives other answers.
  const scope = record === null ? '' : `${keyOfRepair(record)}:`;
  const checkpoint = unscope(options.checkpoint ?? {}, scope);
  const rules = { tokenizer, endTokens: findEndTokens(opened.source, tokenizer) };
  const writer = { opened, resident, rules, batch, checkpoint, session: options };
  try {
    await checkCausality(
      { run: (batches) => runDense(resident, batches) },
      findSample(pieces, prompts),
      findFixedShape(opened.structure.model.graph),
    );
    yield { phase: 'evaluate', ...tally };
    const results: RemovalEvaluation[] = [];
    for (let first = 0; first < all.length; first += REMOVALS_PER_GROUP) {
      const removals = all.slice(first, first + REMOVALS_PER_GROUP);
      const asked = answerPieces({ resident, removals, pieces, batchRows: batch, prefixes, checkpoint });
      const likelihoods = yield* follow(asked, { tally, removal: offset + first, scope });
      for (const [index, removal] of removals.entries()) {
        const place = offset + first + index;
        const generations = yield* follow(answerPrompts(writer, removal, prompts), { tally, removal: place, scope });
        const tasks = options.tasks.map((task, number) =>
          evaluateResponses(task, task.kind === 'generation' ? getAt(generations, number) : getAt(getAt(likelihoods, index), number)),
        );
        const completed = { removal, repair: record, runtime: resident.runtime, maxLength, tasks };
        results.push(completed);
        yield { phase: 'evaluate', ...tally, removal: place, completed };
      }
    }
    return results;
  } finally {
    await resident.release();
  }
}

/** What a repair depends on beside the removal. */
function keyOfRepair({ kind, alpha, rank, tokenRule, calibrationSha256 }: RepairRecord): string {
  return keyOf([kind, alpha, rank, tokenRule, calibrationSha256]);
}

/** The entries of a checkpoint whose keys begin with `scope`, without it. */
function unscope(checkpoint: Checkpoint, scope: string): Checkpoint {
  if (scope === '') return checkpoint;
  const own = Object.entries(checkpoint).filter(([key]) => key.startsWith(scope));
  return Object.fromEntries(own.map(([key, value]) => [key.slice(scope.length), value]));
}

/** Reports progress of work, with what was done since the last step. */
async function* follow<T>(
  work: AsyncGenerator<WorkDone<unknown>, T>,
  { tally, removal, scope }: Pick<Work, 'tally'> & { readonly removal: number; readonly scope: string },
): AsyncGenerator<EvaluateProgress, T> {
  for (let step = await work.next(); ; step = await work.next()) {
    if (step.done) return step.value;
    const { count, checkpoint } = step.value;
    tally.done += count;
    const entries = Object.entries(checkpoint ?? {}).map(([key, value]) => [`${scope}${key}`, value]);
    yield { phase: 'evaluate', ...tally, removal, ...(checkpoint ? { checkpoint: Object.fromEntries(entries) } : {}) };
  }
}

/** Generated answers, by task, then prompt. */
async function* answerPrompts(
  writer: Omit<GenerationInput, 'prompts'>,
  removal: Removal,
  prompts: readonly (readonly Prompt[])[],
): AsyncGenerator<WorkDone<unknown>, readonly (readonly Generation[])[]> {
  const written = yield* generateTexts({ ...writer, prompts: prompts.flat() }, removal);
  let end = 0;
  return prompts.map(({ length }) => {
    end += length;
    return written.slice(end - length, end);
  });
}

async function* runDense(resident: ResidentModel, batches: readonly TokenBatch[]): AsyncGenerator<Outputs> {
  for (const batch of batches) for await (const { outputs } of resident.run(batch, [NOTHING_REMOVED])) yield outputs;
}

/** Some tokens of the tasks, to try the model on. */
function findSample(pieces: readonly (readonly EncodedPiece[])[], prompts: readonly (readonly Prompt[])[]): readonly number[] {
  // Of tasks whose texts have one token each nothing can be shown.
  return [...pieces, ...prompts].flat().find(({ ids }) => ids.length >= 2)?.ids ?? [];
}
