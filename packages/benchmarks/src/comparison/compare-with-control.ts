import { type ControlledResult, type ControlSummary, type ControlVerdict, MINIMUM_CONTROL_DRAWS, summariseControl } from '@lamina/metrics';

/** Random-inner removals of as many blocks. */
export type ControlDraws = Pick<ControlSummary, 'draws' | 'mean' | 'standardDeviation' | 'low' | 'high'>;

/** A retention beside the control. Everything but verdict and statement is null where fewer than five draws were measured. */
export interface ControlledRetention {
  readonly verdict: ControlVerdict | 'no-control';
  /** The verdict as a sentence, with its numbers. */
  readonly statement: string;
  readonly control: ControlDraws | null;
  /** Retention minus the mean of the draws, positive = better. */
  readonly margin: number | null;
  readonly marginStandardError: number | null;
  /** Share of draws that keep at least as much, 0..1. */
  readonly atLeastAsGood: number | null;
}

/** How the comparison is read. */
export interface ControlOptions {
  /** False for perplexities: pruned / dense above 1 is a loss. */
  readonly isHigherBetter: boolean;
  /** For the sentence. */
  readonly removedCount: number;
}

const WORDS: Readonly<Record<ControlVerdict, string>> = {
  'beats-control': 'it beats every draw',
  'not-distinguishable': 'it cannot be told from removing inner layers at random',
  'worse-than-control': 'it is worse than every draw',
};

/** A retention beside those of random-inner removals of as many layers; without five of them nothing is said. */
export function compareWithControl(result: ControlledResult, draws: readonly number[], options: ControlOptions): ControlledRetention {
  const layers = `${options.removedCount} ${options.removedCount === 1 ? 'layer' : 'layers'}`;
  if (draws.length < MINIMUM_CONTROL_DRAWS) {
    return {
      verdict: 'no-control',
      statement: `${draws.length} of at least ${MINIMUM_CONTROL_DRAWS} random-inner removals of ${layers} are measured: it is not known whether the strategy helps.`,
      control: null,
      margin: null,
      marginStandardError: null,
      atLeastAsGood: null,
    };
  }
  const { verdict, margin, marginStandardError, atLeastAsGood, ...control } = summariseControl(result, draws, options);
  const spread = `${control.mean.toFixed(3)} (${control.low.toFixed(3)} to ${control.high.toFixed(3)})`;
  return {
    verdict,
    statement: `Without ${layers}: retention ${result.value.toFixed(3)}, ${control.draws} random-inner removals ${spread}; ${WORDS[verdict]}.`,
    control,
    margin,
    marginStandardError,
    atLeastAsGood,
  };
}
