import { getAt } from '@lamina/errors';
import {
  type ControlDraws,
  type ControlledResult,
  type ControlVerdict,
  type CorrectedControlSummary,
  correctControls,
  type Interval,
  MINIMUM_CONTROL_DRAWS,
  normalInterval,
  summariseControl,
  summariseDraws,
} from '@lamina/metrics';
import { type DifferenceError, judgeDifferences, type StrategyDifference, type TestedDifference } from './judge-differences.ts';

/** A retention compared with the control. With fewer than five draws, everything except the verdict is null. */
export interface ControlledRetention {
  readonly verdict: ControlVerdict | 'no-control';
  readonly control: ControlDraws | null;
  /** Retention minus the mean of the draws, positive = better. */
  readonly margin: number | null;
  readonly marginStandardError: number | null;
  /** 95 %, not corrected. */
  readonly marginInterval: Interval | null;
  /** Where the error over the documents comes from; the spread of the draws is added to it. */
  readonly marginError: DifferenceError | null;
  /** Two-sided p of the margin after Holm's correction over all claims that are made together. */
  readonly holmP: number | null;
}

/** A result to compare with its draws. */
export interface ControlClaim extends ControlledResult {
  /** Where the standard error of the result comes from: `paired`, from its differences from the draws. Default: `independent`, its own error. */
  readonly error?: DifferenceError;
  /** Retentions of random-inner removals of the same number of units. */
  readonly draws: readonly number[];
  /** False for perplexities: pruned / dense above 1 is a loss. */
  readonly isHigherBetter: boolean;
}

/** The spread of random-inner removals; null for fewer than five, which say nothing about a spread. */
export function findControl(draws: readonly number[]): ControlDraws | null {
  return draws.length < MINIMUM_CONTROL_DRAWS ? null : summariseDraws(draws);
}

/**
 * Compares retentions with those of random-inner removals. These claims and the further differences are one family: their verdicts follow Holm's
 * correction. Without five draws there is no verdict.
 */
export function judgeTogether(
  claims: readonly ControlClaim[],
  differences: readonly TestedDifference[],
): { readonly controls: readonly ControlledRetention[]; readonly judged: ReadonlyMap<TestedDifference, StrategyDifference> } {
  const tested = claims.filter(({ draws }) => draws.length >= MINIMUM_CONTROL_DRAWS);
  const summaries = tested.map((claim) => summariseControl(claim, claim.draws, claim));
  const corrected = correctControls(summaries, differences.map(toP));
  const found = new Map(tested.map((claim, place) => [claim, getAt(corrected, place)]));
  return {
    controls: claims.map((claim) => describeControl(claim, found.get(claim))),
    judged: judgeDifferences(differences, summaries.map(toP)),
  };
}

function toP({ p }: { readonly p: number }): number {
  return p;
}

function describeControl({ error = 'independent' }: ControlClaim, summary: CorrectedControlSummary | undefined): ControlledRetention {
  if (summary === undefined) return NO_CONTROL;
  const { verdict, margin, marginStandardError, p: _p, holmP, ...control } = summary;
  const marginInterval = normalInterval(margin, marginStandardError);
  return { verdict, control, margin, marginStandardError, marginInterval, marginError: error, holmP };
}

const NO_CONTROL: ControlledRetention = {
  verdict: 'no-control',
  control: null,
  margin: null,
  marginStandardError: null,
  marginInterval: null,
  marginError: null,
  holmP: null,
};
