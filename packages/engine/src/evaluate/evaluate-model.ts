import type { Task } from '@lamina/benchmarks';
import { type Removal, removesNothing } from '@lamina/plans';
import { findFixedShape } from '../model/facts/sizes.ts';
import { type OpenedModel, openModel } from '../model/open/open-model.ts';
import { type EvaluateProgress, evaluateGroup, type RemovalEvaluation } from './evaluate-group.ts';
import { cutCalibrations, evaluateRepairs, type RequestedRepair } from './evaluate-repairs.ts';
import { createTaskEncoder, type EvaluatorOptions, openEvaluator } from './open-evaluator.ts';

export interface EvaluateOptions extends EvaluatorOptions {
  /** The removals, one after the other. The dense model is evaluated if the empty removal is among them. */
  readonly removals: readonly Removal[];
  /** Removals of blocks with their repairs, evaluated after the removals; default none. */
  readonly repairs?: readonly RequestedRepair[];
  readonly tasks: readonly Task[];
  /** If true, the divergence of each pruned model from the dense one is measured on the texts of perplexity tasks (kl_divergence); default false. */
  readonly divergenceFromDense?: boolean;
}

/** Removals of one group share hidden states. If a caller that stores results is stopped, it loses at most one group. */
const REMOVALS_PER_GROUP = 8;

/**
 * Evaluates a model, whole or without some of its units, on tasks of every kind. The graph is read once, the model is loaded once, and texts are
 * encoded once. Removals run on the resident model, and those of one group share every hidden state on which they agree, repaired or not. Generated
 * answers are made removal by removal.
 *
 * @throws AppError as openModel and repairModel do; TOKENIZER_MISSING; BAD_USER_INPUT for blocks that do not exist, answers that cannot fit, or
 * documents that are calibration text of a repair; MODEL_UNSUPPORTED for models that look ahead.
 */
export async function* evaluateModel(options: EvaluateOptions): AsyncGenerator<EvaluateProgress, readonly RemovalEvaluation[]> {
  const { tasks, removals, repairs = [] } = options;
  yield { phase: 'prepare', done: 0, total: 1, note: 'reading the graph' };
  const opened = openModel(options.model, options);
  const encoder = createTaskEncoder(opened, options);
  const encoded = encoder.encode(tasks);
  const cut = cutCalibrations(opened, repairs, encoded);
  const asked = [...removals, ...repairs.map(({ removal }) => removal)];
  const divergence = isDivergenceAsked(opened, options, asked);
  const work = { tasks, encoder, encoded, tally: { done: 0, total: asked.length * encoded.count }, divergence };
  const evaluator = await openEvaluator(opened, { ...work, removals: asked }, options);
  try {
    yield { phase: 'evaluate', ...work.tally };
    const results: RemovalEvaluation[] = [];
    for (const group of inGroups(removals)) {
      const variants = group.map((removal) => ({ removal, opened, record: null }));
      results.push(...(yield* evaluateGroup(work, { evaluator, whole: null, variants, first: results.length })));
    }
    for (const group of inGroups(cut))
      results.push(...(yield* evaluateRepairs(work, { options, opened, evaluator, repairs: group, first: results.length })));
    return results;
  } finally {
    await evaluator.release();
  }
}

function inGroups<T>(list: readonly T[]): readonly (readonly T[])[] {
  return Array.from({ length: Math.ceil(list.length / REMOVALS_PER_GROUP) }, (_, group) =>
    list.slice(group * REMOVALS_PER_GROUP, (group + 1) * REMOVALS_PER_GROUP),
  );
}

/** Whether pruned models are compared with the whole one. A model with a fixed number of rows runs no single text. */
function isDivergenceAsked(opened: OpenedModel, { divergenceFromDense, tasks }: EvaluateOptions, asked: readonly Removal[]): boolean {
  const { rows } = findFixedShape(opened.structure.model.graph);
  const isAsked = divergenceFromDense === true && tasks.some(({ kind }) => kind === 'perplexity') && !asked.every(removesNothing);
  return isAsked && (rows === null || rows === 1);
}
