import {
  canShowLoss,
  compareWithDense,
  DEFAULT_STOPPING_RULE,
  measureTaskLoss,
  type Saved,
  type SpeedRatio,
  type Task,
  type TaskEvaluation,
  type TaskLoss,
} from '@lamina/benchmarks';
import { getAt } from '@lamina/errors';
import { findHeadline, getRepair, type RatioEstimate, REPAIR_KINDS } from '@lamina/metrics';
import { type Checkpoint, keyOf, type ModelLookup, mapSteps, type Progress } from '@lamina/models';
import { type Change, changeOf, describeChange, keyOfChange, keyOfRemoval, UNCHANGED } from '@lamina/plans';
import type { EvaluatedChange } from '../evaluate/evaluate-changes.ts';
import { evaluateLoaded, type LoadedEvaluator, prepareQuestion } from '../evaluate/evaluate-model.ts';
import { createTaskEncoder, type EvaluatorOptions, openEvaluator } from '../evaluate/open-evaluator.ts';
import type { SessionOptions } from '../session/session.ts';
import { measureEfficiency } from '../speed/measure-efficiency.ts';
import { openVocabulary, type PlannedVocabulary } from './plan-vocabularies.ts';

/** A speed, and the machine and runtime that it was measured with. */
interface MeasuredSpeed {
  readonly speed: Saved['speed'];
  readonly machine: string;
}

interface SpeedOptions extends ModelLookup, SessionOptions {
  readonly model: string;
  readonly checkpoint: Checkpoint;
}

/** Rounds of the measurement. */
const ROUNDS = 3;

/**
 * Reading and writing of a changed model against the whole one, for one text, in ONNX Runtime on this machine. A repair that is folded into weights runs as the
 * removal alone.
 * @returns null for a change that is not measured: with another number format or fewer tokens, or with a repair that adds something to the model
 */
export async function* measureAnswerSpeed(
  { remove, repair, precision, keepVocabulary }: Change,
  { checkpoint, ...options }: SpeedOptions,
): AsyncGenerator<Progress, MeasuredSpeed | null> {
  const kind = REPAIR_KINDS.find((one) => one === repair);
  if (precision !== null || keepVocabulary !== null || (kind !== undefined && getRepair(kind).form !== 'fold')) return null;
  const key = `${keyOf(['speed', ROUNDS, keyOfRemoval(remove)])}:speed`;
  const kept = checkpoint[key];
  if (isSpeed(kept)) return kept;
  const work = measureEfficiency({ ...options, changes: [changeOf(remove)], batches: [1], rounds: ROUNDS, budgetSeconds: 0 });
  const [measurement] = yield* mapSteps(work, ({ done, total }): Progress => {
    return { phase: 'measure', done, total, note: 'speed beside the whole model' };
  });
  const ratios = measurement?.comparedWithDense ?? null;
  if (measurement === undefined || ratios === null) return null;
  const { device, threads, version, provider } = measurement.runtime;
  const found: MeasuredSpeed = {
    speed: { prompt: toRatio(ratios.prefill), writing: ratios.decode === null ? null : toRatio(ratios.decode) },
    machine: `${device}, ${threads} threads, ONNX Runtime ${version} ${provider}`,
  };
  yield { phase: 'measure', done: ROUNDS, total: ROUNDS, note: 'speed', checkpoint: { [key]: found } };
  return found;
}

function toRatio({ ratio, low, high }: RatioEstimate): SpeedRatio {
  return { ratio, interval: low === null || high === null ? null : { low, high } };
}

function isSpeed(entry: unknown): entry is MeasuredSpeed {
  return typeof entry === 'object' && entry !== null && 'speed' in entry && 'machine' in entry;
}

/** Benchmarks that can show a loss, with the whole model's results. */
export interface AskedBenchmarks {
  readonly tasks: readonly Task[];
  readonly whole: readonly TaskEvaluation[];
}

/** The benchmarks that can show a loss of the model, clearest first. @param count how many at most */
export async function* chooseBenchmarks(
  loaded: LoadedEvaluator,
  tasks: readonly Task[],
  count: number,
): AsyncGenerator<Progress, AskedBenchmarks> {
  if (tasks.length === 0) return { tasks: [], whole: [] };
  const whole = yield* runBenchmarks(loaded, UNCHANGED, tasks);
  const able = tasks
    .map((task, place) => ({ task, evaluation: getAt(whole, place), score: scoreOf(task, getAt(whole, place)) }))
    .filter(({ score }) => canShowLoss(score))
    .toSorted((a, b) => clarityOf(b.score) - clarityOf(a.score))
    .slice(0, count);
  return { tasks: able.map(({ task }) => task), whole: able.map(({ evaluation }) => evaluation) };
}

/** The loss of a change on each benchmark. */
export async function* measureTaskLosses(
  loaded: LoadedEvaluator,
  change: EvaluatedChange,
  { tasks, whole }: AskedBenchmarks,
): AsyncGenerator<Progress, readonly TaskLoss[]> {
  const changed = yield* runBenchmarks(loaded, change, tasks);
  return tasks.flatMap((task, place) => {
    const [before, after] = [getAt(whole, place), getAt(changed, place)];
    const headline = findHeadline(before.metrics);
    const found = compareWithDense(before, after).find(({ metric }) => metric === headline?.metric);
    if (found === undefined || found.retention === null) return [];
    const { retention, retentionStandardError } = found;
    const loss = measureTaskLoss(task.name, { ...scoreOf(task, before), retention, retentionStandardError });
    return loss === null ? [] : [loss];
  });
}

/**
 * The loss of a smaller vocabulary on each benchmark: the written model reads the documents with its own tokenizer. An earlier run's losses are not measured
 * again.
 */
export async function* measureWrittenLosses(
  planned: PlannedVocabulary,
  asked: AskedBenchmarks,
  options: EvaluatorOptions & { readonly scratch: string; readonly checkpoint: Checkpoint },
): AsyncGenerator<Progress, readonly TaskLoss[]> {
  const names = asked.tasks.map(({ name }) => name);
  const key = `${keyOf([keyOfChange(planned.change), names])}:task-losses`;
  const kept = options.checkpoint[key];
  if (Array.isArray(kept)) return kept as readonly TaskLoss[];
  const note = `the model ${describeChange(planned.change)} on ${names.join(', ')}`;
  yield { phase: 'measure', done: 0, total: 1, note };
  const opened = await openVocabulary(planned, options);
  const encoder = createTaskEncoder(opened, {});
  const needs = { encoder, encoded: encoder.encode(asked.tasks), texts: [], removals: [] };
  // Its tokens are other ones, so that nothing of the whole model's checkpoint is its own.
  const own = { ...options, checkpoint: {} };
  const evaluator = await openEvaluator(opened, needs, own);
  try {
    const work = measureTaskLosses({ opened, evaluator, encoder, options: own }, UNCHANGED, asked);
    const losses = yield* mapSteps(work, ({ done, total }): Progress => ({ phase: 'measure', done, total, note }));
    yield { phase: 'measure', done: 1, total: 1, note, checkpoint: { [key]: losses } };
    return losses;
  } finally {
    await evaluator.release();
  }
}

async function* runBenchmarks(
  loaded: LoadedEvaluator,
  change: EvaluatedChange,
  tasks: readonly Task[],
): AsyncGenerator<Progress, readonly TaskEvaluation[]> {
  const subject = describeChange({ ...change, repair: change.repair?.kind ?? null });
  const note = `${subject} on ${tasks.length === 1 ? 'a benchmark' : `${tasks.length} benchmarks`}`;
  const question = prepareQuestion(loaded, { changes: [change], tasks });
  const work = evaluateLoaded(loaded, { ...question, texts: [], windows: DEFAULT_STOPPING_RULE, family: 1, divergence: false });
  const evaluations = yield* mapSteps(
    work,
    ({ done, total, checkpoint }): Progress => ({ phase: 'measure', done, total, note, checkpoint }),
  );
  return getAt(evaluations, 0).tasks;
}

function scoreOf({ chance }: Task, { metrics, sampleCount }: TaskEvaluation) {
  const headline = findHeadline(metrics);
  return { dense: headline?.value ?? 0, denseStandardError: headline?.standardError ?? null, chance, documents: sampleCount }; // No score shows nothing.
}

/** Standard errors above chance. */
function clarityOf({ dense, denseStandardError, chance }: ReturnType<typeof scoreOf>): number {
  return (dense - (chance ?? 0)) / (denseStandardError ?? Number.POSITIVE_INFINITY); // As canShowLoss does.
}
