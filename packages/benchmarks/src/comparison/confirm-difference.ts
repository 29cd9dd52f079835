import { STRATEGY } from '@lamina/strategies';
import type { RemovalOutcome } from './group-removals.ts';
import type { StrategyDifference } from './judge-differences.ts';
import { type ConfirmedSide, confirmSide, MINIMUM_SEEDS } from './repetition.ts';

/**
 * A difference of a strategy from a reference. One calibration text can suit the benchmarks by chance, and so can the seed of a search: `better` and
 * `worse` need a difference that holds on two texts at least, and with three seeds on one of them; a difference that holds on fewer is a fact about this text.
 */
export interface ConfirmedDifference extends Omit<StrategyDifference, 'verdict'> {
  readonly verdict: ConfirmedSide | 'not-distinguishable';
}

/** A result, and how it differs from its own reference; null without one. */
export interface JudgedOutcome {
  readonly outcome: RemovalOutcome;
  readonly difference: StrategyDifference | null;
}

/**
 * @param own a result with its difference. Strategies that read no text need no second one.
 * @param all the results at the same count, on every text
 */
export function confirmDifference({ outcome, difference }: JudgedOutcome, all: readonly JudgedOutcome[]): ConfirmedDifference | null {
  if (difference === null || difference.verdict === 'not-distinguishable' || outcome.chosenOn === null) return difference;
  const alike = all.filter((other) => isSameChoice(other.outcome, outcome) && other.difference?.verdict === difference.verdict);
  const hasSeeds = outcome.strategy !== STRATEGY.evolutionary || alike.some((other) => other.outcome.draws >= MINIMUM_SEEDS);
  // Without enough seeds, no number of texts is enough.
  const texts = hasSeeds ? alike.map((other) => other.outcome.chosenOn) : [];
  return { ...difference, verdict: confirmSide(difference.verdict, texts) };
}

function isSameChoice(one: RemovalOutcome, other: RemovalOutcome): boolean {
  return one.strategy === other.strategy && one.protectFirst === other.protectFirst && one.protectLast === other.protectLast;
}
