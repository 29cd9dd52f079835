import { evaluateResponses, type Task, type TaskEvaluation } from '@lamina/benchmarks';
import { getAt } from '@lamina/errors';
import { type Removal, removesNothing } from '@lamina/plans';
import { type Checkpoint, keyOf, type WorkDone } from '../checkpoint.ts';
import { findFixedShape } from '../model/facts/fixed-shape.ts';
import { type OpenedModel, openModel } from '../model/open/open-model.ts';
import type { Progress } from '../progress.ts';
import { checkDocumentOverlap } from '../repair/check-overlap.ts';
import { cutCalibration } from '../repair/cut-calibration.ts';
import { repairModel } from '../repair/repair-model.ts';
import type { CalibrationCut, RepairRecord, RepairRequest } from '../repair/repair-record.ts';
import { createResidentModel } from '../resident/create-resident-model.ts';
import type { ResidentModel } from '../resident/resident-model.ts';
import type { RuntimeFacts } from '../session/session.ts';
import { addDivergence } from './add-divergence.ts';
import type { DivergingAnswers } from './answer-diverging.ts';
import { createTaskEncoder, type EncodedTasks, type EvaluatorOptions, openEvaluator, type TaskEncoder } from './open-evaluator.ts';

export interface EvaluateOptions extends EvaluatorOptions {
  /** The removals, one after the other. The dense model is evaluated if the empty removal is among them. */
  readonly removals: readonly Removal[];
  readonly tasks: readonly Task[];
  /**
   * The repair of every removal of blocks. It is solved for each removal in turn, on its calibration text, and the model is loaded again for each. The
   * empty removal is evaluated as it is.
   */
  readonly repair?: RepairRequest & CalibrationCut;
  /** If true, the divergence of each pruned model from the dense one is measured on the texts of perplexity tasks (kl_divergence); default false. */
  readonly divergenceFromDense?: boolean;
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
  const encoder = createTaskEncoder(opened, options);
  const encoded = encoder.encode(options.tasks);
  const tally = { done: 0, total: options.removals.length * encoded.count };
  const work = { options, encoder, encoded, tally, divergence: isDivergenceAsked(opened, options) };
  if (!options.repair) return yield* evaluateVariant(work, { opened, record: null, removals: options.removals, first: 0, whole: null });
  // Repaired models are compared with the one that they repair.
  const whole = work.divergence ? await createResidentModel(opened, { ...options, mostLikely: true, divergence: true }) : null;
  try {
    return yield* evaluateRepaired(work, { opened, repair: options.repair, whole });
  } finally {
    await whole?.release();
  }
}

/** A model whose removals are repaired one by one. */
interface Repaired {
  readonly opened: OpenedModel;
  readonly repair: NonNullable<EvaluateOptions['repair']>;
  readonly whole: ResidentModel | null;
}

async function* evaluateRepaired(
  work: Work,
  { opened, repair, whole }: Repaired,
): AsyncGenerator<EvaluateProgress, readonly RemovalEvaluation[]> {
  const { options, encoded } = work;
  const cut = cutCalibration(opened, repair);
  checkDocumentOverlap(cut.calibration, [...encoded.pieces, ...encoded.prompts].flat());
  const results: RemovalEvaluation[] = [];
  for (const [first, removal] of options.removals.entries()) {
    const fitted = removesNothing(removal)
      ? { opened, record: null }
      : yield* repairModel(opened, repair, { ...options, ...cut, removal, heldOut: [] });
    results.push(...(yield* evaluateVariant(work, { ...fitted, removals: [removal], first, whole })));
  }
  return results;
}

/** Whether pruned models are compared with the whole one. A model with a fixed number of rows runs no single text. */
function isDivergenceAsked(opened: OpenedModel, { divergenceFromDense, tasks, removals }: EvaluateOptions): boolean {
  const { rows } = findFixedShape(opened.structure.model.graph);
  const isAsked = divergenceFromDense === true && tasks.some(({ kind }) => kind === 'perplexity') && !removals.every(removesNothing);
  return isAsked && (rows === null || rows === 1);
}

/** What is asked of every variant of the model. */
interface Work {
  readonly options: EvaluateOptions;
  readonly encoder: TaskEncoder;
  readonly encoded: EncodedTasks;
  readonly tally: { done: number; readonly total: number };
  /** Whether the divergence of pruned models from the whole one is measured. */
  readonly divergence: boolean;
}

/** A model, as it is or with a repair in place, and the removals that it is evaluated under. */
interface Variant {
  readonly opened: OpenedModel;
  readonly record: RepairRecord | null;
  readonly removals: readonly Removal[];
  /** The place of the first of these removals among all. */
  readonly first: number;
  /** What divergence is measured from; null: this model without a removal. */
  readonly whole: ResidentModel | null;
}

async function* evaluateVariant(
  work: Work,
  { opened, record, removals: all, first: offset, whole }: Variant,
): AsyncGenerator<EvaluateProgress, readonly RemovalEvaluation[]> {
  const { options, encoder, encoded, tally, divergence } = work;
  // The same removal with another repair gives other answers.
  const scope = record === null ? '' : `${keyOfRepair(record)}:`;
  const checkpoint = unscope(options.checkpoint ?? {}, scope);
  const evaluator = await openEvaluator(opened, { encoder, encoded, removals: all, divergence }, { ...options, checkpoint });
  try {
    yield { phase: 'evaluate', ...tally };
    const results: RemovalEvaluation[] = [];
    for (let first = 0; first < all.length; first += REMOVALS_PER_GROUP) {
      const removals = all.slice(first, first + REMOVALS_PER_GROUP);
      const followed = { tally, removal: offset + first, scope };
      const texts = divergence ? yield* follow(evaluator.diverge(encoded, removals, whole), followed) : NO_TEXTS;
      const others = { ...encoded, pieces: encoded.pieces.map((pieces, task) => (texts.has(task) ? [] : pieces)) };
      const likelihoods = yield* follow(evaluator.answer(others, removals), followed);
      for (const [index, removal] of removals.entries()) {
        const place = offset + first + index;
        const generations = yield* follow(evaluator.generate(encoded, removal), { tally, removal: place, scope });
        const tasks = options.tasks.map((task, number) => {
          const text = texts.get(number)?.[index];
          if (text !== undefined) return addDivergence(evaluateResponses(task, text.responses), text.divergences);
          return evaluateResponses(
            task,
            task.kind === 'generation' ? getAt(generations, number) : getAt(getAt(likelihoods, index), number),
          );
        });
        const { runtime } = evaluator;
        const completed = { removal, repair: record, runtime, maxLength: encoder.maxLength, tasks };
        results.push(completed);
        yield { phase: 'evaluate', ...tally, removal: place, completed };
      }
    }
    return results;
  } finally {
    await evaluator.release();
  }
}

/** No task whose texts are compared with the whole model. */
const NO_TEXTS: ReadonlyMap<number, readonly DivergingAnswers[]> = new Map();

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
