import { searchesAtRandom } from '@lamina/strategies';
import type { RemovalOutcome } from './group-removals.ts';
import type { StrategyDifference } from './judge-differences.ts';

/** Number of calibration texts on which a difference must hold before a strategy is called better or worse. */
const MINIMUM_CALIBRATION_TEXTS = 2;
/** Number of seeds that a search must have on one of these texts. */
const MINIMUM_SEEDS = 3;

/**
 * A difference of a strategy from a reference. One calibration text can suit the benchmarks by chance, and so can the seed of a search: `better` and
 * `worse` need a difference that holds on two texts at least, and with three seeds on one of them; a difference that holds on fewer is a fact about this text.
 */
export interface ConfirmedDifference extends Omit<StrategyDifference, 'verdict'> {
  readonly verdict: StrategyDifference['verdict'] | 'better-on-this-text' | 'worse-on-this-text';
}

/** A result, and how it differs from its own reference; null without one. */
export interface JudgedOutcome {
  readonly outcome: RemovalOutcome;
  readonly difference: StrategyDifference | null;
}

/**
 * A difference, confirmed. Strategies that read no text need no second one.
 * @param all the results at the same count, on every text
 */
export function confirmDifference({ outcome, difference }: JudgedOutcome, all: readonly JudgedOutcome[]): ConfirmedDifference | null {
  if (difference === null || difference.verdict === 'not-distinguishable' || outcome.chosenOn === null) return difference;
  const alike = all.filter((other) => isSameChoice(other.outcome, outcome) && other.difference?.verdict === difference.verdict);
  const hasSeeds = !searchesAtRandom(outcome.strategy) || alike.some((other) => other.outcome.draws >= MINIMUM_SEEDS);
  // Texts without a name may be one and the same.
  const texts = new Set(alike.map((other) => other.outcome.chosenOn).filter((text) => text !== null));
  const isConfirmed = hasSeeds && texts.size >= MINIMUM_CALIBRATION_TEXTS;
  return { ...difference, verdict: isConfirmed ? difference.verdict : `${difference.verdict}-on-this-text` };
}

function isSameChoice(one: RemovalOutcome, other: RemovalOutcome): boolean {
  return one.strategy === other.strategy && one.protectFirst === other.protectFirst && one.protectLast === other.protectLast;
}
