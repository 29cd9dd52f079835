import { getAt } from '@lamina/errors';
import { type EfficiencyMeasurement, spreadOf } from './efficiency-measurement.ts';
import type { FormOptions } from './measure-round.ts';
import { type RoundLimits, repeatRounds } from './repeat-rounds.ts';
import { runEfficiencyChild } from './run-efficiency-child.ts';

/**
 * Measures one form of a model in rounds, and yields after each. Each round is a process of its own: sessions that are reopened in one process may get the
 * same memory again.
 *
 * @throws AppError as runEfficiencyChild does.
 */
export async function* measureVariant(options: FormOptions & RoundLimits): AsyncGenerator<void, EfficiencyMeasurement> {
  const { done, comparedWithDense } = yield* repeatRounds(
    (startsWithDense) => runEfficiencyChild({ ...options, startsWithDense }),
    options,
  );
  const { facts } = getAt(done, 0);
  const { batch, promptTokens, generatedTokens } = facts;
  const runs = done.flatMap((round) => round.runs);
  return {
    ...facts,
    rounds: done.length,
    repetitions: runs.length,
    prefillTokensPerSecond: spreadOf(runs.map(({ prefillSeconds }) => (batch * promptTokens) / prefillSeconds)),
    decodeTokensPerSecond:
      facts.cacheBytesPerToken === null ? null : spreadOf(runs.map(({ decodeSeconds }) => (batch * generatedTokens) / decodeSeconds)),
    comparedWithDense,
  };
}
