import {
  evaluateResponses,
  type Response,
  type StoppingRule,
  type Task,
  type TaskEvaluation,
  type TextEvaluation,
} from '@lamina/benchmarks';
import { getAt } from '@lamina/errors';
import { type MetricName, NO_FILTER, sampleMean, standardErrorOfMean } from '@lamina/metrics';
import { mapSteps, type OpenedModel, type Progress, type TextWindows, type WorkDone } from '@lamina/models';
import { type Change, type Removal, UNCHANGED } from '@lamina/plans';
import type { RepairRecord } from '../repair/repair-record.ts';
import type { RepairedRemoval, ResidentModel } from '../resident/resident-model.ts';
import type { RuntimeFacts } from '../session/session.ts';
import type { DivergingAnswers, TextDifference } from './answer-diverging.ts';
import { evaluateRemovals } from './evaluate-texts.ts';
import type { EncodedTasks, Evaluator, TaskEncoder } from './open-evaluator.ts';

/** The name of each difference among a task's metrics. */
const NAMES = {
  divergence: 'divergence',
  acceptance: 'acceptance',
  top1Agreement: 'top1_agreement',
} as const satisfies Readonly<Record<keyof TextDifference, MetricName>>;

/**
 * A result on texts with what the harness does not report: how far the model is from the whole one, as means over documents.
 * @param differences null for the whole model itself, and where they were not measured
 */
function addTextMeasures(
  evaluation: TaskEvaluation,
  responses: readonly Response[],
  differences: readonly TextDifference[] | null,
): TaskEvaluation {
  const tokens = responses.map((response) => response.tokens);
  const others = (differences === null ? [] : Object.entries(NAMES)).map(([name, metric]) => {
    const values = (differences ?? []).map((each) => each[name as keyof TextDifference]); // null has no names
    return { metric, values };
  });
  return {
    ...evaluation,
    metrics: [
      ...evaluation.metrics,
      ...others.map(({ metric, values }) => ({
        metric,
        filter: NO_FILTER,
        value: sampleMean(values),
        standardError: values.length > 1 ? standardErrorOfMean(values) : null,
      })),
    ],
    samples: evaluation.samples.map((sample, place) => ({
      ...sample,
      metrics: {
        ...sample.metrics,
        tokens: getAt(tokens, place),
        ...Object.fromEntries(others.map(({ metric, values }) => [metric, getAt(values, place)])),
      },
    })),
  };
}

/** The results of one change on every task, in the order of the tasks. `repair` says how it was solved; its held-out errors are null. */
export interface ChangeEvaluation extends Change<RepairRecord> {
  readonly tasks: readonly TaskEvaluation[];
  /** The losses on each text whose language the whole model knows. */
  readonly texts: readonly TextEvaluation[];
  readonly runtime: RuntimeFacts;
  /** The longest row in tokens. */
  readonly maxLength: number;
}

/** The progress of an evaluation. The results of each change come as soon as they are complete, so that callers can store them one by one. */
export interface EvaluateProgress extends Progress {
  /** The place of the change. */
  readonly change?: number;
  readonly completed?: ChangeEvaluation;
}

/** The work for every variant of the model. */
export interface EvaluationWork {
  readonly tasks: readonly Task[];
  readonly encoder: TaskEncoder;
  readonly encoded: EncodedTasks;
  readonly tally: { done: number; readonly total: number };
  /** Whether the divergence of pruned models from the whole one is measured. */
  readonly divergence: boolean;
  /** Texts on which losses are measured. */
  readonly texts: readonly TextWindows[];
  readonly rule: StoppingRule;
  /** Number of changes that are judged together. */
  readonly family: number;
}

/** A model without some units, repaired or not. */
export interface Variant {
  /** The place of the change among all. */
  readonly place: number;
  readonly removal: Removal | RepairedRemoval;
  /** The model, with the repair in place. */
  readonly opened: OpenedModel;
  readonly record: RepairRecord | null;
  readonly precision: string | null;
}

/** Variants that are evaluated together. */
interface VariantGroup {
  readonly evaluator: Evaluator;
  /** The model from which divergence is measured; null: the evaluator's own model without a removal. */
  readonly whole: ResidentModel | null;
  readonly variants: readonly Variant[];
}

/** Evaluates variants that share hidden states on every task. Results are in the order of the variants. */
export async function* evaluateGroup(
  { tasks, encoder, encoded, tally, divergence, ...loss }: EvaluationWork,
  { evaluator, whole, variants }: VariantGroup,
): AsyncGenerator<EvaluateProgress, readonly ChangeEvaluation[]> {
  const [first] = variants;
  if (first === undefined) return [];
  const removals = variants.map(({ removal }) => removal);
  const diverging = divergence ? yield* follow(evaluator.diverge(encoded, removals, whole), tally, first.place) : NO_TEXTS;
  const question = { whole: whole ?? evaluator.resident, changed: evaluator.resident, removals, checkpoint: evaluator.checkpoint };
  const losses = yield* follow(evaluateRemovals({ ...question, ...loss }), tally, first.place);
  const others = { ...encoded, pieces: encoded.pieces.map((pieces, task) => (diverging.has(task) ? [] : pieces)) };
  const likelihoods = yield* follow(evaluator.answer(others, removals), tally, first.place);
  const results: ChangeEvaluation[] = [];
  for (const [index, { place, removal, opened, record, precision }] of variants.entries()) {
    const generations = yield* follow(evaluator.generate(encoded, removal, opened), tally, place);
    const evaluated = tasks.map((task, number) => {
      const text = diverging.get(number)?.[index];
      if (text !== undefined) return addTextMeasures(evaluateResponses(task, text.responses), text.responses, text.differences);
      const answers = getAt(getAt(likelihoods, index), number);
      if (task.kind === 'perplexity') return addTextMeasures(evaluateResponses(task, answers), answers, null);
      return evaluateResponses(task, task.kind === 'generation' ? getAt(generations, number) : answers);
    });
    const { runtime } = evaluator;
    const change = { ...UNCHANGED, remove: removal, repair: record, precision };
    const completed = { ...change, runtime, maxLength: encoder.maxLength, tasks: evaluated, texts: getAt(losses, index) };
    results.push(completed);
    yield { phase: 'evaluate', ...tally, change: place, completed };
  }
  return results;
}

/** No task whose texts are compared with the whole model. */
const NO_TEXTS: ReadonlyMap<number, readonly DivergingAnswers[]> = new Map();

/** Reports progress of work, with what was done since the last step. */
function follow<T>(
  work: AsyncGenerator<WorkDone<unknown>, T>,
  tally: EvaluationWork['tally'],
  change: number,
): AsyncGenerator<EvaluateProgress, T> {
  return mapSteps(work, ({ count, checkpoint }): EvaluateProgress => {
    tally.done += count;
    return { phase: 'evaluate', ...tally, change, checkpoint };
  });
}
