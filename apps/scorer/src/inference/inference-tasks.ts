import {
  type ChangeEvaluation,
  countTokenClasses,
  createTypedForm,
  describeProviders,
  type EvaluateOptions,
  type EvaluateProgress,
  type ExecutionProvider,
  evaluateModel,
  type InspectOptions,
  inspectModel,
  type ModelChange,
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
import type { ModelLookup, Progress } from '@lamina/models';
import { UNCHANGED } from '@lamina/plans';
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
  evaluate: { run: evaluateChanges, environment: evaluationEnvironment },
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

/** A change, and the folder of its written model. */
interface WrittenChange extends ModelChange {
  readonly out: string;
}

/** Models in types of GGUF files are measured as they are written. */
function evaluateChanges({
  changes,
  ...options
}: Omit<EvaluateOptions, 'changes'> &
  Required<Pick<ModelLookup, 'roots'>> & { readonly changes: readonly WrittenChange[] }): AsyncGenerator<
  EvaluateProgress,
  readonly ChangeEvaluation[]
> {
  const { model } = options;
  const withForms = changes.map(({ out, ...change }) => {
    const { precision, repair, keepVocabulary } = change;
    // Other changes of the number format are refused.
    if (precision === null || repair !== null || keepVocabulary !== null) return change;
    return { ...change, form: createTypedForm({ ...UNCHANGED, precision }, { lookup: { roots: options.roots }, model, out }) };
  });
  return evaluateModel({ ...options, changes: withForms });
}

async function* pruneAll(list: readonly PruneOptions[]): AsyncGenerator<Progress, readonly PruneResult[]> {
  const results: PruneResult[] = [];
  for (const [done, options] of list.entries()) {
    results.push(await pruneModel(options));
    yield { phase: 'write', done: done + 1, total: list.length };
  }
  return results;
}
