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
import { type Change, describeChange, keyOfChange, UNCHANGED } from '@lamina/plans';
import { type EvaluatedChange, evaluateWritten } from '../evaluate/evaluate-changes.ts';
import { evaluateLoaded, prepareQuestion } from '../evaluate/evaluate-model.ts';
import type { EvaluatorOptions, LoadedEvaluator } from '../evaluate/open-evaluator.ts';
import type { SessionOptions } from '../session/session.ts';
import { measureEfficiency } from '../speed/measure-efficiency.ts';
import { createScratchForm } from './plan-changes.ts';
import type { PlannedVocabulary } from './plan-vocabularies.ts';

/** A speed, and the machine and runtime that it was measured with. */
interface MeasuredSpeed {
  readonly speed: Saved['speed'];
  readonly machine: string;
}

interface SpeedOptions extends ModelLookup, SessionOptions {
  readonly model: string;
  /** The folder for the written model of a smaller vocabulary. */
  readonly scratch: string;
  readonly checkpoint: Checkpoint;
}

/** Rounds of the measurement. */
const ROUNDS = 3;

/**
 * Reading and writing of a changed model against the whole one, for one text, in ONNX Runtime on this machine. A repair that is folded into weights runs as the
 * removal alone.
 * @returns null for a change that is not measured: with another number format, or with a repair that adds something to the model
 */
export async function* measureAnswerSpeed(
  { remove, repair, precision, keepVocabulary }: Change,
  { checkpoint, scratch, ...options }: SpeedOptions,
): AsyncGenerator<Progress, MeasuredSpeed | null> {
  const kind = REPAIR_KINDS.find((one) => one === repair);
  if (precision !== null || (kind !== undefined && getRepair(kind).form !== 'fold')) return null;
  const change = { ...UNCHANGED, remove, keepVocabulary };
  const key = `${keyOf(['speed', ROUNDS, keyOfChange(change)])}:speed`;
  const kept = checkpoint[key];
  if (isSpeed(kept)) return kept;
  const form = keepVocabulary === null ? null : createScratchForm(change, { lookup: options, model: options.model, scratch });
  const timed = form === null ? change : { ...change, written: (await form.open()).source.folder };
  const work = measureEfficiency({ ...options, changes: [timed], batches: [1], rounds: ROUNDS, budgetSeconds: 0 });
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
  asked: AskedBenchmarks,
): AsyncGenerator<Progress, readonly TaskLoss[]> {
  return compareResults(asked, yield* runBenchmarks(loaded, change, asked.tasks));
}

/**
 * The loss of a smaller vocabulary on each benchmark: the written model reads the documents with its own tokenizer. An earlier run's losses are not measured
 * again.
 */
export async function* measureWrittenLosses(
  { change }: PlannedVocabulary,
  asked: AskedBenchmarks,
  { scratch, ...options }: EvaluatorOptions & { readonly scratch: string; readonly checkpoint: Checkpoint },
): AsyncGenerator<Progress, readonly TaskLoss[]> {
  const names = asked.tasks.map(({ name }) => name);
  const key = `${keyOf([keyOfChange(change), names])}:task-losses`;
  const kept = options.checkpoint[key];
  if (Array.isArray(kept)) return kept as readonly TaskLoss[];
  const note = `the model ${describeChange(change)} on ${names.join(', ')}`;
  yield { phase: 'measure', done: 0, total: 1, note };
  const written = createScratchForm(change, { lookup: options, model: options.model, scratch });
  const work = evaluateWritten(await written.open(), asked.tasks, options);
  const losses = compareResults(asked, yield* mapSteps(work, ({ done, total }): Progress => ({ phase: 'measure', done, total, note })));
  yield { phase: 'measure', done: 1, total: 1, note, checkpoint: { [key]: losses } };
  return losses;
}

/** The loss on each benchmark where it can be told. */
function compareResults({ tasks, whole }: AskedBenchmarks, changed: readonly TaskEvaluation[]): readonly TaskLoss[] {
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
