import {
  type ChangeEvaluation,
  countTokenClasses,
  createWrittenForm,
  describeProviders,
  type EfficiencyMeasurement,
  type EfficiencyOptions,
  type EfficiencyProgress,
  type EvaluatedChange,
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
  type TimedChange,
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
  efficiency: { run: timeChanges },
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

/** A change, the folder of its written model, and that of the whole model in its types. */
interface WrittenChange extends ModelChange {
  readonly out: string;
  readonly outInTypes: string;
}

/** Models in types of GGUF files, and those that answer with fewer tokens, are measured as they are written. */
function evaluateChanges({
  changes,
  ...options
}: Omit<EvaluateOptions, 'changes'> &
  Required<Pick<ModelLookup, 'roots'>> & { readonly changes: readonly WrittenChange[] }): AsyncGenerator<
  EvaluateProgress,
  readonly ChangeEvaluation[]
> {
  const place = { lookup: { roots: options.roots }, model: options.model };
  const withForms = changes.map(({ out, outInTypes, ...change }): EvaluatedChange => {
    const { remove, repair, precision, keepVocabulary } = change;
    // Repairs are solved for the weights as they are: with other types or tokens they are refused.
    if (repair !== null) return change;
    const written = createWrittenForm({ remove, repair, precision, keepVocabulary }, { ...place, out });
    const typed = createWrittenForm({ ...UNCHANGED, precision }, { ...place, out: outInTypes });
    return {
      ...change,
      ...(precision === null ? {} : { form: typed }),
      ...(keepVocabulary === null ? {} : { openWritten: () => written.open() }),
    };
  });
  return evaluateModel({ ...options, changes: withForms });
}

/** Models with fewer tokens run as they are written. */
async function* timeChanges({
  changes,
  ...options
}: Omit<EfficiencyOptions, 'changes'> & { readonly changes: readonly (ModelChange & { readonly out: string })[] }): AsyncGenerator<
  EfficiencyProgress,
  readonly EfficiencyMeasurement[]
> {
  const timed: TimedChange[] = [];
  for (const { out, ...change } of changes) {
    const { keepVocabulary } = change;
    if (keepVocabulary === null) timed.push(change);
    else {
      await createWrittenForm({ ...change, repair: null }, { lookup: options, model: options.model, out }).open();
      timed.push({ ...change, written: out });
    }
  }
  return yield* measureEfficiency({ ...options, changes: timed });
}

async function* pruneAll(list: readonly PruneOptions[]): AsyncGenerator<Progress, readonly PruneResult[]> {
  const results: PruneResult[] = [];
  for (const [done, options] of list.entries()) {
    results.push(await pruneModel(options));
    yield { phase: 'write', done: done + 1, total: list.length };
  }
  return results;
}
