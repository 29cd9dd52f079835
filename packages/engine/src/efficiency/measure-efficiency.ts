import { AppError } from '@lamina/errors';
import { findConfigNumber } from '../model/model-facts.ts';
import { type ModelLookup, openModel } from '../model/open-model.ts';
import type { Progress } from '../progress.ts';
import type { SessionOptions } from '../session/session.ts';
import type { EfficiencyMeasurement } from './efficiency-measurement.ts';
import { runEfficiencyChild } from './run-efficiency-child.ts';

export interface EfficiencyOptions extends ModelLookup, SessionOptions {
  readonly model: string;
  /** Lists of blocks to leave out; [] is the dense model. */
  readonly removals: readonly (readonly number[])[];
  /** Tokens of a prompt; default 256, or as many as leave room for the answer in what the model reads. */
  readonly promptTokens?: number;
  /** Tokens written after each prompt, default 32. */
  readonly generatedTokens?: number;
  /** Texts side by side, default 1 and 8. */
  readonly batches?: readonly number[];
  /** Runs before those that count, default 1. */
  readonly warmUps?: number;
  /** Runs that count, default 5. */
  readonly repetitions?: number;
}

/** Progress in runs; each measurement comes as soon as it is made, for callers that store them one by one. */
export interface EfficiencyProgress extends Progress {
  readonly completed?: EfficiencyMeasurement;
}

const DEFAULTS = { promptTokens: 256, generatedTokens: 32, batches: [1, 8], warmUps: 1, repetitions: 5 } as const;

/**
 * Measures what reading and writing costs with and without some blocks: prefill and decode tokens per second, memory, bytes of weights and of
 * caches. Every removal and batch runs in a process of its own, one after the other, so that its memory is its own; results are ordered by
 * removal, then batch. Nothing is written, and no tokenizer is needed.
 *
 * @throws AppError as openModel and removeBlocks do; BAD_USER_INPUT for more tokens than the model reads; RUNTIME_FAILED.
 */
export async function* measureEfficiency(options: EfficiencyOptions): AsyncGenerator<EfficiencyProgress, readonly EfficiencyMeasurement[]> {
  const { removals, batches = DEFAULTS.batches, warmUps = DEFAULTS.warmUps, repetitions = DEFAULTS.repetitions } = options;
  const lengths = chooseLengths(options);
  const variants = removals.flatMap((removed) => batches.map((batch) => ({ removed, batch })));
  const tally = { done: 0, total: variants.length * (warmUps + repetitions) };
  const measurements: EfficiencyMeasurement[] = [];
  yield { phase: 'measure', ...tally };
  for (const variant of variants) {
    const child = runEfficiencyChild({ ...options, ...lengths, warmUps, repetitions, ...variant });
    const completed = yield* count(child, tally, noteOf(variant));
    measurements.push(completed);
    yield { phase: 'measure', ...tally, completed };
  }
  return measurements;
}

/** Counts runs; a caller that stops listening ends the process that runs them. */
async function* count<T>(
  runs: AsyncGenerator<void, T>,
  tally: { done: number; readonly total: number },
  note: string,
): AsyncGenerator<EfficiencyProgress, T> {
  try {
    for (let step = await runs.next(); ; step = await runs.next()) {
      if (step.done) return step.value;
      tally.done += 1;
      yield { phase: 'measure', ...tally, note };
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

function noteOf({ removed, batch }: { readonly removed: readonly number[]; readonly batch: number }): string {
  return `${removed.length === 0 ? 'the whole model' : `without ${removed.join(', ')}`}, batch ${batch}`;
}
