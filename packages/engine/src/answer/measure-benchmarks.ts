import { canShowLoss, compareWithDense, measureTaskLoss, type Task, type TaskEvaluation, type TaskLoss } from '@lamina/benchmarks';
import { getAt } from '@lamina/errors';
import { findHeadline } from '@lamina/metrics';
import { NOTHING_REMOVED } from '@lamina/plans';
import { evaluateGroup } from '../evaluate/evaluate-group.ts';
import { createTaskEncoder, openEvaluator } from '../evaluate/open-evaluator.ts';
import type { OpenedModel } from '../model/open/open-model.ts';
import { type Checkpoint, mapSteps, type Progress } from '../progress/progress.ts';
import type { SessionOptions } from '../session/session.ts';
import type { Form } from './measured-form.ts';

/** Benchmarks that can show a loss, with the whole model's results. */
export interface AskedBenchmarks {
  readonly tasks: readonly Task[];
  readonly whole: readonly TaskEvaluation[];
}

interface BenchmarkRun extends SessionOptions {
  readonly model: string;
  readonly checkpoint: Checkpoint;
}

/** Of some benchmarks those that can show a loss of the model, clearest first. @param count how many at most */
export async function* chooseBenchmarks(
  opened: OpenedModel,
  tasks: readonly Task[],
  { count, ...run }: BenchmarkRun & { readonly count: number },
): AsyncGenerator<Progress, AskedBenchmarks> {
  if (tasks.length === 0) return { tasks: [], whole: [] };
  const whole = yield* runBenchmarks(opened, { removal: NOTHING_REMOVED, name: 'the whole model', open: null }, { ...run, tasks });
  const able = tasks
    .map((task, place) => ({ task, evaluation: getAt(whole, place), score: scoreOf(task, getAt(whole, place)) }))
    .filter(({ score }) => canShowLoss(score))
    .toSorted((a, b) => clarityOf(b.score) - clarityOf(a.score))
    .slice(0, count);
  return { tasks: able.map(({ task }) => task), whole: able.map(({ evaluation }) => evaluation) };
}

/** What a change loses of each benchmark. */
export async function* measureTaskLosses(
  opened: OpenedModel,
  form: Form,
  { tasks, whole, ...run }: BenchmarkRun & AskedBenchmarks,
): AsyncGenerator<Progress, readonly TaskLoss[]> {
  if (tasks.length === 0) return [];
  const changed = yield* runBenchmarks(opened, form, { ...run, tasks });
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

/** One form of the model on benchmarks. */
async function* runBenchmarks(
  opened: OpenedModel,
  { removal, name, open }: Form,
  { tasks, ...run }: BenchmarkRun & { readonly tasks: readonly Task[] },
): AsyncGenerator<Progress, readonly TaskEvaluation[]> {
  const note = `${name} on ${tasks.length === 1 ? 'a benchmark' : `${tasks.length} benchmarks`}`;
  const encoder = createTaskEncoder(opened, {});
  const encoded = encoder.encode(tasks);
  const tally = { done: 0, total: encoded.count };
  yield { phase: 'measure', ...tally, note };
  const form = open === null ? opened : await open();
  const evaluator = await openEvaluator(form, { encoder, encoded, removals: [removal] }, run);
  try {
    const variants = [{ place: 0, removal, opened: form, record: null }];
    const work = evaluateGroup({ tasks, encoder, encoded, tally, divergence: false }, { evaluator, whole: null, variants });
    const evaluated = yield* mapSteps(work, ({ done, total, checkpoint = {} }): Progress => {
      return { phase: 'measure', done, total, note, checkpoint };
    });
    return getAt(evaluated, 0).tasks;
  } finally {
    await evaluator.release();
  }
}

function scoreOf({ chance }: Task, { metrics, sampleCount }: TaskEvaluation) {
  const headline = findHeadline(metrics);
  return { dense: headline?.value ?? 0, denseStandardError: headline?.standardError ?? null, chance, documents: sampleCount }; // No score shows nothing.
}

/** Standard errors above chance. */
function clarityOf({ dense, denseStandardError, chance }: ReturnType<typeof scoreOf>): number {
  return (dense - (chance ?? 0)) / (denseStandardError ?? Number.POSITIVE_INFINITY); // As canShowLoss does.
}
