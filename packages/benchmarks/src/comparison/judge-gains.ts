import { getAt } from '@lamina/errors';
import {
  averageIndependent,
  type HEADLINE_OF_KIND,
  holmAdjust,
  type Interval,
  normalInterval,
  type RepairKind,
  SIGNIFICANT_P,
  type TokenRule,
  twoSidedP,
} from '@lamina/metrics';
import { type ConfirmedSide, confirmSide } from './repetition.ts';

/** Kind of a benchmark. */
export type GainKind = keyof typeof HEADLINE_OF_KIND;

/** The difference of a repaired model from removal alone on one benchmark, over the same documents. */
export interface PairedGain {
  /** Key of the repaired removal. */
  readonly key: string;
  readonly benchmark: string;
  readonly kind: GainKind;
  /** Of accuracy: above 0 is better. Of perplexity: ln (repaired ÷ removed alone), so below 0 is better. */
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
export type RepairVerdict = ConfirmedSide | 'not-distinguishable';

/** A repaired removal against the same removal alone, in one kind of benchmark. */
export interface RepairGain {
  /** Mean of the differences over the benchmarks. */
  readonly value: number;
  readonly standardError: number;
  /** 95 %, not corrected. */
  readonly confidenceInterval: Interval;
  /** Two-sided, by the normal approximation. */
  readonly p: number;
  /** After Holm's correction over all gains, of accuracy and of perplexity. */
  readonly holmP: number;
  readonly verdict: RepairVerdict;
}

type NamesByKind = Readonly<Record<GainKind, readonly string[]>>;

/** Gains by the key of the repaired removal. */
export type JudgedGains = Readonly<Record<GainKind, ReadonlyMap<string, RepairGain>>>;

/**
 * The gains that all benchmarks of a kind measure, with Holm's correction over all of them: a list of repairs is one family of claims.
 * @param benchmarks names of those that a gain must be measured on
 */
export function judgeGains(shown: readonly SolvedRepair[], gains: readonly PairedGain[], benchmarks: NamesByKind): JudgedGains {
  const tested = [...testGains(shown, gains, benchmarks, 'multiple-choice'), ...testGains(shown, gains, benchmarks, 'perplexity')];
  const adjusted = holmAdjust(tested.map(({ p }) => p));
  const corrected = tested.map((gain, place) => ({ ...gain, holmP: getAt(adjusted, place) }));
  const sure = corrected.filter(isSure);
  const judged = (wanted: GainKind) =>
    new Map(
      corrected
        .filter(({ kind }) => kind === wanted)
        .map((gain) => {
          const { record, value, standardError, p, holmP } = gain;
          const confidenceInterval = normalInterval(value, standardError);
          return [record.key, { value, standardError, confidenceInterval, p, holmP, verdict: judge(gain, sure) }];
        }),
    );
  return { 'multiple-choice': judged('multiple-choice'), perplexity: judged('perplexity') };
}

interface TestedGain {
  readonly record: SolvedRepair;
  readonly kind: GainKind;
  readonly value: number;
  readonly standardError: number;
  readonly p: number;
}

function testGains(
  shown: readonly SolvedRepair[],
  gains: readonly PairedGain[],
  benchmarks: NamesByKind,
  kind: GainKind,
): readonly TestedGain[] {
  const wanted = benchmarks[kind];
  const byKey = Map.groupBy(
    gains.filter((gain) => gain.kind === kind && wanted.includes(gain.benchmark)),
    ({ key }) => key,
  );
  return shown.flatMap((record) => {
    const own = byKey.get(record.key);
    // Removals alone, and repairs without paired answers, have no gain.
    if (own === undefined || own.length < wanted.length) return [];
    const { average, standardError } = averageIndependent(
      own.map(({ difference: value, standardError: error }) => ({ value, standardError: error })),
    );
    return average === null || standardError === null
      ? []
      : [{ record, kind, value: average, standardError, p: twoSidedP(average, standardError) }];
  });
}

type CorrectedGain = Pick<TestedGain, 'record' | 'kind' | 'value'> & { readonly holmP: number };

function isSure({ holmP }: CorrectedGain): boolean {
  return holmP < SIGNIFICANT_P;
}

/** @param sure all gains that hold, of every repair and text */
function judge(gain: CorrectedGain, sure: readonly CorrectedGain[]): RepairVerdict {
  if (!isSure(gain)) return 'not-distinguishable';
  const claim = toClaim(gain);
  const alike = sure.filter((other) => toClaim(other) === claim);
  const texts = alike.map(({ record }) => record.calibration);
  return confirmSide(isBetter(gain) ? 'better' : 'worse', texts);
}

/** A lower perplexity is better. */
function isBetter({ kind, value }: CorrectedGain): boolean {
  return kind === 'perplexity' ? value < 0 : value > 0;
}

/** The claim about a repair, independent of the text on which it is solved. */
function toClaim(gain: CorrectedGain): string {
  const { removed, repair, tokenRule } = gain.record;
  return JSON.stringify([gain.kind, removed, repair, tokenRule, isBetter(gain)]);
}
