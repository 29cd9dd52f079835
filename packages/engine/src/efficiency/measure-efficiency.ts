import { AppError } from '@lamina/errors';
import { describeRemoval, type Removal, removesNothing } from '@lamina/plans';
import { findConfigNumber } from '../model/facts/model-facts.ts';
import { type ModelLookup, openModel } from '../model/open/open-model.ts';
import type { Progress } from '../progress.ts';
import type { SessionOptions } from '../session/session.ts';
import type { EfficiencyMeasurement } from './efficiency-measurement.ts';
import { runEfficiencyChild } from './run-efficiency-child.ts';

export interface EfficiencyOptions extends ModelLookup, SessionOptions {
  readonly model: string;
  /** What to leave out, one after the other. */
  readonly removals: readonly Removal[];
  /** Tokens of a prompt; default 256, or as many as leave room for the answer in what the model reads. */
  readonly promptTokens?: number;
  /** Tokens written after each prompt, default 32. */
  readonly generatedTokens?: number;
  /** Texts side by side, default 1 and 8. */
  readonly batches?: readonly number[];
  /** Runs before those that count, default and at least 1. */
  readonly warmUps?: number;
  /** Runs that count, at least; default 5. */
  readonly repetitions?: number;
  /** Runs that count, at most; default 40, and no fewer than `repetitions`. */
  readonly maxRepetitions?: number;
  /** A pruned form is run until the 95 % interval of its speed ÷ the whole model's is at most this wide, as a share of the ratio; default 0.1. */
  readonly ratioWidth?: number;
  /** Seconds after which a form is not run again once it ran `repetitions` times; default 20. */
  readonly budgetSeconds?: number;
}

/** Progress in runs; each measurement comes as soon as it is made, for callers that store them one by one. */
export interface EfficiencyProgress extends Progress {
  readonly completed?: EfficiencyMeasurement;
}

const DEFAULTS = { promptTokens: 256, generatedTokens: 32, batches: [1, 8], warmUps: 1, repetitions: 5 } as const;
const LIMITS = { maxRepetitions: 40, ratioWidth: 0.1, budgetSeconds: 20 } as const;

/**
 * Measures what reading and writing costs with and without some units: prefill and decode tokens per second, memory, bytes of weights and of
 * caches. Every removal and batch runs in a process of its own, one after the other, so that its memory is its own; the whole model runs beside a
 * pruned one by turns, so that their ratio is of one process at one time. Results are ordered by removal, then batch. Nothing is written, and no
 * tokenizer is needed.
 *
 * @throws AppError as openModel and removeUnits do; BAD_USER_INPUT for more tokens than the model reads; RUNTIME_FAILED.
 */
export async function* measureEfficiency(options: EfficiencyOptions): AsyncGenerator<EfficiencyProgress, readonly EfficiencyMeasurement[]> {
  const { removals, batches = DEFAULTS.batches, repetitions = DEFAULTS.repetitions } = options;
  const warmUps = Math.max(1, options.warmUps ?? DEFAULTS.warmUps);
  const limits = {
    repetitions,
    maxRepetitions: Math.max(repetitions, options.maxRepetitions ?? LIMITS.maxRepetitions),
    ratioWidth: options.ratioWidth ?? LIMITS.ratioWidth,
    budgetMs: (options.budgetSeconds ?? LIMITS.budgetSeconds) * 1000,
  };
  const lengths = chooseLengths(options);
  const variants = removals.flatMap((removal) => batches.map((batch) => ({ removal, batch })));
  const tally = { done: 0, total: variants.length * repetitions };
  const measurements: EfficiencyMeasurement[] = [];
  yield { phase: 'measure', ...tally };
  for (const variant of variants) {
    const child = runEfficiencyChild({ ...options, ...lengths, ...limits, warmUps, ...variant });
    const completed = yield* count(child, { ...tally, most: tally.done + repetitions, note: noteOf(variant) });
    measurements.push(completed);
    tally.done += repetitions;
    yield { phase: 'measure', ...tally, completed };
  }
  return measurements;
}

interface Tally {
  readonly done: number;
  readonly total: number;
  /** Runs beyond those that were announced do not count. */
  readonly most: number;
  readonly note: string;
}

/** Counts runs; a caller that stops listening ends the process that runs them. */
async function* count<T>(runs: AsyncGenerator<void, T>, { total, most, note, ...tally }: Tally): AsyncGenerator<EfficiencyProgress, T> {
  let { done } = tally;
  try {
    for (let step = await runs.next(); ; step = await runs.next()) {
      if (step.done) return step.value;
      done = Math.min(done + 1, most);
      yield { phase: 'measure', done, total, note };
    }
  } finally {
    await runs.return(undefined as T);
  }
}

function chooseLengths(options: EfficiencyOptions): { readonly promptTokens: number; readonly generatedTokens: number } {
  const { generatedTokens = DEFAULTS.generatedTokens } = options;
  const { source } = openModel(options.model, options);
  const limit = findConfigNumber(source, ['n_positions', 'max_position_embeddings', 'n_ctx']) ?? Number.POSITIVE_INFINITY;
  const promptTokens = options.promptTokens ?? Math.max(1, Math.min(DEFAULTS.promptTokens, limit - generatedTokens));
  if (promptTokens + generatedTokens <= limit) return { promptTokens, generatedTokens };
  throw new AppError(
    'BAD_USER_INPUT',
    `${promptTokens} prompt tokens and ${generatedTokens} written ones are more than the ${limit} tokens the model reads; choose fewer`,
  );
}

function noteOf({ removal, batch }: { readonly removal: Removal; readonly batch: number }): string {
  return `${removesNothing(removal) ? 'the whole model' : `without ${describeRemoval(removal)}`}, batch ${batch}`;
}
