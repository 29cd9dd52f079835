import {
  type ControlDraws,
  type ControlledResult,
  type ControlVerdict,
  MINIMUM_CONTROL_DRAWS,
  summariseControl,
  summariseDraws,
} from '@lamina/metrics';

/** A retention compared with the control. With fewer than five draws, everything except verdict and statement is null. */
export interface ControlledRetention {
  readonly verdict: ControlVerdict | 'no-control';
  /** The verdict as a sentence, with its numbers. */
  readonly statement: string;
  readonly control: ControlDraws | null;
  /** Retention minus the mean of the draws, positive = better. */
  readonly margin: number | null;
  readonly marginStandardError: number | null;
  /** Share of draws with at least this retention, 0..1. */
  readonly atLeastAsGood: number | null;
}

/** Options of the comparison. */
export interface ControlOptions {
  /** False for perplexities: pruned / dense above 1 is a loss. */
  readonly isHigherBetter: boolean;
  /** Used in the sentence. */
  readonly removedCount: number;
  /** Whether result and draws are above chance; used in the sentence. */
  readonly aboveChance: boolean;
}

const WORDS: Readonly<Record<ControlVerdict, string>> = {
  'beats-control': 'it beats every draw',
  'not-distinguishable': 'it does not differ significantly from random removal of inner layers',
  'worse-than-control': 'it is worse than every draw',
};

/** The spread of random-inner removals; null for fewer than five, which say nothing about a spread. */
export function findControl(draws: readonly number[]): ControlDraws | null {
  return draws.length < MINIMUM_CONTROL_DRAWS ? null : summariseDraws(draws);
}

/** Compares a retention with those of random-inner removals of the same number of layers; without five of them there is no verdict. */
export function compareWithControl(result: ControlledResult, draws: readonly number[], options: ControlOptions): ControlledRetention {
  const layers = `${options.removedCount} ${options.removedCount === 1 ? 'layer' : 'layers'}`;
  if (draws.length < MINIMUM_CONTROL_DRAWS) {
    return {
      verdict: 'no-control',
      statement: `${draws.length} of at least ${MINIMUM_CONTROL_DRAWS} random-inner removals of ${layers} are measured, so it is not known whether the strategy helps.`,
      control: null,
      margin: null,
      marginStandardError: null,
      atLeastAsGood: null,
    };
  }
  const { verdict, margin, marginStandardError, atLeastAsGood, ...control } = summariseControl(result, draws, options);
  const what = options.aboveChance ? 'retention above chance' : 'retention';
  const spread = `${control.mean.toFixed(3)} (${control.low.toFixed(3)} to ${control.high.toFixed(3)})`;
  return {
    verdict,
    statement: `Without ${layers}: ${what} ${result.value.toFixed(3)}, ${control.draws} random-inner removals ${spread}; ${WORDS[verdict]}.`,
    control,
    margin,
    marginStandardError,
    atLeastAsGood,
  };
}
