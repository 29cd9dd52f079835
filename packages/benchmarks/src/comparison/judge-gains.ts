import { getAt } from '@lamina/errors';
import { averageIndependent, holmAdjust, type Interval, normalInterval, normalProbability } from '@lamina/metrics';

/** The difference of a repaired model from removal alone on one benchmark, over the same documents. */
export interface PairedGain {
  /** Key of the repaired removal. */
  readonly key: string;
  readonly benchmark: string;
  readonly difference: number;
  readonly standardError: number | null;
}

/** Average accuracy with a repair minus that of removal alone. */
export interface RepairGain {
  readonly value: number;
  readonly standardError: number;
  /** 95 %, not corrected. */
  readonly confidenceInterval: Interval;
  /** Two-sided, by the normal approximation. */
  readonly p: number;
  /** After Holm's correction over all gains. */
  readonly holmP: number;
  readonly verdict: 'better' | 'worse' | 'not-distinguishable';
}

/** A gain with a lower corrected p is told apart from 0. */
const SURE = 0.05;

/**
 * The gains that all benchmarks measure, by key, with Holm's correction over all of them: a list of repairs is one family of claims.
 * @param benchmarkCount number of benchmarks that a gain must be measured on
 */
export function judgeGains(
  shown: readonly { readonly key: string }[],
  gains: readonly PairedGain[],
  benchmarkCount: number,
): ReadonlyMap<string, RepairGain> {
  const byKey = Map.groupBy(gains, ({ key }) => key);
  const tested = shown.flatMap(({ key }) => {
    // Removals alone, and repairs without paired answers, have no gain.
    const own = byKey.get(key) ?? [];
    if (own.length === 0 || own.length < benchmarkCount) return [];
    const { average, standardError } = averageIndependent(
      own.map(({ difference, standardError: error }) => ({ value: difference, standardError: error })),
    );
    return average === null || standardError === null ? [] : [{ key, value: average, standardError, p: twoSidedP(average, standardError) }];
  });
  const adjusted = holmAdjust(tested.map(({ p }) => p));
  return new Map(
    tested.map(({ key, value, standardError, p }, place) => {
      const holmP = getAt(adjusted, place);
      const verdict = holmP >= SURE ? 'not-distinguishable' : value > 0 ? 'better' : 'worse';
      return [key, { value, standardError, confidenceInterval: normalInterval(value, standardError), p, holmP, verdict }];
    }),
  );
}

/** Where no answer differs, nothing can be told. */
function twoSidedP(value: number, standardError: number): number {
  return standardError === 0 ? 1 : 2 * normalProbability(-Math.abs(value) / standardError);
}
