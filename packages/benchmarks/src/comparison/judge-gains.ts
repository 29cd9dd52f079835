import { getAt } from '@lamina/errors';
import { averageIndependent, holmAdjust, type Interval, normalInterval, type RepairKind, type TokenRule, twoSidedP } from '@lamina/metrics';

/** The difference of a repaired model from removal alone on one benchmark, over the same documents. */
export interface PairedGain {
  /** Key of the repaired removal. */
  readonly key: string;
  readonly benchmark: string;
  readonly difference: number;
  readonly standardError: number | null;
}

/** A removal with one repair, solved on one calibration text. */
export interface SolvedRepair {
  readonly key: string;
  readonly removed: readonly number[];
  readonly repair: RepairKind;
  /** Null if the text has no name. */
  readonly calibration: string | null;
  readonly tokenRule: TokenRule | null;
}

/**
 * Whether a repair keeps more than removal alone. One calibration text can suit the benchmarks by chance, so `better` and `worse` need a gain that holds on
 * two texts at least; a gain that holds on fewer is a fact about this text.
 */
export type RepairVerdict = 'better' | 'worse' | 'better-on-this-text' | 'worse-on-this-text' | 'not-distinguishable';

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
  readonly verdict: RepairVerdict;
}

/** A gain with a lower corrected p is told apart from 0. */
const SURE = 0.05;

/** Number of calibration texts on which a gain must hold before it is called better or worse. */
const MINIMUM_CALIBRATION_TEXTS = 2;

/**
 * The gains that all benchmarks measure, by key, with Holm's correction over all of them: a list of repairs is one family of claims.
 * @param benchmarkCount number of benchmarks that a gain must be measured on
 */
export function judgeGains(
  shown: readonly SolvedRepair[],
  gains: readonly PairedGain[],
  benchmarkCount: number,
): ReadonlyMap<string, RepairGain> {
  const byKey = Map.groupBy(gains, ({ key }) => key);
  const tested = shown.flatMap((record) => {
    // Removals alone, and repairs without paired answers, have no gain.
    const own = byKey.get(record.key) ?? [];
    if (own.length === 0 || own.length < benchmarkCount) return [];
    const { average, standardError } = averageIndependent(
      own.map(({ difference, standardError: error }) => ({ value: difference, standardError: error })),
    );
    return average === null || standardError === null
      ? []
      : [{ record, value: average, standardError, p: twoSidedP(average, standardError) }];
  });
  const adjusted = holmAdjust(tested.map(({ p }) => p));
  const corrected = tested.map((gain, place) => ({ ...gain, holmP: getAt(adjusted, place) }));
  const sure = corrected.filter(isSure);
  return new Map(
    corrected.map((gain) => {
      const { record, value, standardError, p, holmP } = gain;
      const confidenceInterval = normalInterval(value, standardError);
      return [record.key, { value, standardError, confidenceInterval, p, holmP, verdict: judge(gain, sure) }];
    }),
  );
}

interface CorrectedGain {
  readonly record: SolvedRepair;
  readonly value: number;
  readonly holmP: number;
}

function isSure({ holmP }: CorrectedGain): boolean {
  return holmP < SURE;
}

/** @param sure all gains that hold, of every repair and text */
function judge(gain: CorrectedGain, sure: readonly CorrectedGain[]): RepairVerdict {
  if (!isSure(gain)) return 'not-distinguishable';
  const claim = toClaim(gain);
  const alike = sure.filter((other) => toClaim(other) === claim);
  // Texts without a name may be one and the same.
  const texts = new Set(alike.map(({ record }) => record.calibration).filter((text) => text !== null));
  const side = gain.value > 0 ? 'better' : 'worse';
  return texts.size >= MINIMUM_CALIBRATION_TEXTS ? side : `${side}-on-this-text`;
}

/** What is claimed of a repair, on whichever text it is solved. */
function toClaim({ record: { removed, repair, tokenRule }, value }: CorrectedGain): string {
  return JSON.stringify([removed, repair, tokenRule, value > 0]);
}
