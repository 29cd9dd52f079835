import {
  canShowLoss,
  compareWithDense,
  DEFAULT_STOPPING_RULE,
  measureTaskLoss,
  type Task,
  type TaskEvaluation,
  type TaskLoss,
} from '@lamina/benchmarks';
import { getAt } from '@lamina/errors';
import { findHeadline } from '@lamina/metrics';
import { describeChange, UNCHANGED } from '@lamina/plans';
import type { EvaluatedChange } from '../evaluate/evaluate-changes.ts';
import { evaluateLoaded, type LoadedEvaluator, prepareQuestion } from '../evaluate/evaluate-model.ts';
import { mapSteps, type Progress } from '../progress/progress.ts';

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
