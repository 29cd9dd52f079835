import type { Task } from '@lamina/benchmarks';
import { removesNothing } from '@lamina/plans';
import { findFixedShape } from '../model/facts/sizes.ts';
import { type OpenedModel, openModel } from '../model/open/open-model.ts';
import { refusePrecision } from '../repair/repair-each.ts';
import type { ModelChange } from '../repair/repair-record.ts';
import { evaluateChanges, placeChanges } from './evaluate-changes.ts';
import type { ChangeEvaluation, EvaluateProgress } from './evaluate-group.ts';
import { createTaskEncoder, type EvaluatorOptions, openEvaluator } from './open-evaluator.ts';

export interface EvaluateOptions extends EvaluatorOptions {
  /** The changes. The whole model is evaluated if UNCHANGED is among them. */
  readonly changes: readonly ModelChange[];
  readonly tasks: readonly Task[];
  /** If true, the divergence of each changed model from the whole one is measured on the texts of perplexity tasks (kl_divergence); default false. */
  readonly divergenceFromDense?: boolean;
}

/** Changes of one group share hidden states. If a caller that stores results is stopped, it loses at most one group. */
const CHANGES_PER_GROUP = 8;

/**
 * Evaluates changes of a model on tasks of every kind. The graph is read once, the model is loaded once, and texts are encoded once. Changes run on the
 * resident model, and those of one group share every hidden state on which they agree, repaired or not: those without a repair come first. Generated
 * answers are made change by change.
 *
 * @returns in the order of the changes
 * @throws AppError as openModel and repairModel do; TOKENIZER_MISSING; BAD_USER_INPUT for blocks that do not exist, answers that cannot fit, a change of the
 * number format, or documents that are calibration text of a repair; MODEL_UNSUPPORTED for models that look ahead.
 */
export async function* evaluateModel(options: EvaluateOptions): AsyncGenerator<EvaluateProgress, readonly ChangeEvaluation[]> {
  const { tasks, changes } = options;
  changes.forEach(refusePrecision);
  yield { phase: 'prepare', done: 0, total: 1, note: 'reading the graph' };
  const opened = openModel(options.model, options);
  const encoder = createTaskEncoder(opened, options);
  const encoded = encoder.encode(tasks);
  const placed = placeChanges(opened, changes, encoded);
  const divergence = isDivergenceAsked(opened, options);
  const work = { tasks, encoder, encoded, tally: { done: 0, total: changes.length * encoded.count }, divergence };
  const evaluator = await openEvaluator(opened, { ...work, removals: changes.map(({ remove }) => remove) }, options);
  try {
    yield { phase: 'evaluate', ...work.tally };
    const results: ChangeEvaluation[] = [];
    const ordered = [...placed.filter(({ repair }) => repair === null), ...placed.filter(({ repair }) => repair !== null)];
    for (let first = 0; first < ordered.length; first += CHANGES_PER_GROUP) {
      const group = ordered.slice(first, first + CHANGES_PER_GROUP);
      const found = yield* evaluateChanges(work, { options, opened, evaluator, changes: group });
      for (const [place, evaluation] of found) results[place] = evaluation;
    }
    return results;
  } finally {
    await evaluator.release();
  }
}

/** Whether changed models are compared with the whole one. A model with a fixed number of rows runs no single text. */
function isDivergenceAsked(opened: OpenedModel, { divergenceFromDense, tasks, changes }: EvaluateOptions): boolean {
  const { rows } = findFixedShape(opened.structure.model.graph);
  const isAsked =
    divergenceFromDense === true &&
    tasks.some(({ kind }) => kind === 'perplexity') &&
    !changes.every(({ remove }) => removesNothing(remove));
  return isAsked && (rows === null || rows === 1);
}
