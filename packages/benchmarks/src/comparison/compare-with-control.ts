import { assertNever, getAt } from '@lamina/errors';
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
import { nameUnits } from '@lamina/plans';
import { type DifferenceError, judgeDifferences, type StrategyDifference, type TestedDifference } from './judge-differences.ts';

/** A retention compared with the control. With fewer than five draws, everything except verdict and statement is null. */
export interface ControlledRetention {
  readonly verdict: ControlVerdict | 'no-control';
  /** The verdict as a sentence, with its numbers. */
  readonly statement: string;
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
  /** Share of draws with at least this retention, 0..1. */
  readonly atLeastAsGood: number | null;
}

/** A result to compare with its draws. */
export interface ControlClaim extends ControlledResult {
  /** Where the standard error of the result comes from: `paired`, from its differences from the draws. Default: `independent`, its own error. */
  readonly error?: DifferenceError;
  /** Retentions of random-inner removals of the same number of units. */
  readonly draws: readonly number[];
  /** False for perplexities: pruned / dense above 1 is a loss. */
  readonly isHigherBetter: boolean;
  /** Used in the sentence. */
  readonly removedCount: number;
  /** Kinds of the removed units; used in the sentence. */
  readonly units: readonly string[];
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

function describeControl(
  { value, draws, error = 'independent', removedCount, units }: ControlClaim,
  summary: CorrectedControlSummary | undefined,
): ControlledRetention {
  const removed = `${removedCount} ${nameUnits(units, removedCount)}`;
  if (summary === undefined) {
    return {
      verdict: 'no-control',
      statement: `${draws.length} of at least ${MINIMUM_CONTROL_DRAWS} random-inner removals of ${removed} are measured, so it is not known whether the strategy helps.`,
      control: null,
      margin: null,
      marginStandardError: null,
      marginInterval: null,
      marginError: null,
      holmP: null,
      atLeastAsGood: null,
    };
  }
  const { verdict, margin, marginStandardError, p: _p, holmP, atLeastAsGood, ...control } = summary;
  const spread = `${control.mean.toFixed(3)} (${control.low.toFixed(3)} to ${control.high.toFixed(3)})`;
  return {
    verdict,
    statement: `Without ${removed}: retention ${value.toFixed(3)}, ${control.draws} random-inner removals ${spread}; ${describeVerdict(verdict, units)}.`,
    control,
    margin,
    marginStandardError,
    marginInterval: normalInterval(margin, marginStandardError),
    marginError: error,
    holmP,
    atLeastAsGood,
  };
}

function describeVerdict(verdict: ControlVerdict, units: readonly string[]): string {
  switch (verdict) {
    case 'beats-control':
      return 'it is beyond every draw on this text';
    case 'not-distinguishable':
      return `it does not differ significantly from random removal of inner ${nameUnits(units)}`;
    case 'worse-than-control':
      return 'it is behind every draw on this text';
    default:
      return assertNever(verdict);
  }
}
