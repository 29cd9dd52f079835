import {
  countTokenClasses,
  describeProviders,
  type ExecutionProvider,
  evaluateModel,
  type InspectOptions,
  inspectModel,
  measureEfficiency,
  type PruneOptions,
  type PruneResult,
  planSavings,
  predictRepairs,
  pruneModel,
  quantizeModel,
  roundUnits,
  type ScoreOptions,
  scoreModel,
} from '@lamina/engine';
import type { Progress } from '@lamina/models';
import { evaluationEnvironment } from './env.ts';

/** Something that the inference process can do. */
export interface InferenceTask {
  /** Reports while it runs where it is a generator. */
  readonly run: (options: never) => AsyncGenerator<Progress, unknown> | Promise<unknown>;
  /** The environment of its process; default: the worker's. */
  readonly environment?: () => NodeJS.ProcessEnv;
}

/** Everything that the inference process can do, by name. Options, progress and result of each follow from what runs. */
export const INFERENCE_TASKS = {
  probe: { run: ({ wanted }: { readonly wanted: readonly ExecutionProvider[] }) => describeProviders(wanted) },
  inspect: { run: ({ model, ...options }: InspectOptions & { readonly model: string }) => inspectModel(model, options) },
  score: { run: ({ model, ...options }: ScoreOptions & { readonly model: string }) => scoreModel(model, options) },
  evaluate: { run: evaluateModel, environment: evaluationEnvironment },
  round: { run: roundUnits },
  efficiency: { run: measureEfficiency },
  quantize: { run: quantizeModel },
  prune: { run: pruneAll },
  plan: { run: planSavings },
  words: { run: countTokenClasses },
  repair: { run: predictRepairs },
} as const satisfies Readonly<Record<string, InferenceTask>>;

type Tasks = typeof INFERENCE_TASKS;

export type InferenceTaskName = keyof Tasks;
export type InferenceOptions<Name extends InferenceTaskName> = Parameters<Tasks[Name]['run']>[0];
export type InferenceProgress<Name extends InferenceTaskName> = ProgressOf<ReturnType<Tasks[Name]['run']>>;
export type InferenceResult<Name extends InferenceTaskName> = ResultOf<ReturnType<Tasks[Name]['run']>>;

type ProgressOf<Work> = Work extends AsyncGenerator<infer Step, unknown> ? Step : never;
type ResultOf<Work> = Work extends AsyncGenerator<unknown, infer Result> ? Result : Awaited<Work>;

async function* pruneAll(list: readonly PruneOptions[]): AsyncGenerator<Progress, readonly PruneResult[]> {
  const results: PruneResult[] = [];
  for (const [done, options] of list.entries()) {
    results.push(await pruneModel(options));
    yield { phase: 'write', done: done + 1, total: list.length };
  }
  return results;
}
