import { studentQuantile } from '@lamina/metrics';
import { LEVEL, type TestedLoss, testAbove, testWithin } from './text-loss.ts';

/** How many windows of each text a change is measured on. It stands in every stored protocol. */
export interface StoppingRule {
  /** Windows of each text before the first look. */
  readonly minimum: number;
  /** Windows of each text between two looks. */
  readonly step: number;
  /** Windows of each text at most. */
  readonly maximum: number;
  /** Losses, as shares, at which the change is to be judged. */
  readonly limits: readonly number[];
  /** Level of each look before the last one. */
  readonly level: number;
  /**
   * How much of what the last look needs a change has to promise to be read on, 0..1: a change that is not decided, and promises less, is left as it is. Absent:
   * every change is read until it is decided.
   */
  readonly hope?: number | undefined;
}

/** The level of looks before the last one: so strict that the last look keeps its own. Source: Haybittle 1971; Peto et al. 1976. */
export const INTERIM_LEVEL = 0.001;

/** The rule of evaluations and recordings. */
export const DEFAULT_STOPPING_RULE: StoppingRule = { minimum: 16, step: 16, maximum: 64, limits: [0.05, 0.1, 0.25], level: INTERIM_LEVEL };

/**
 * Whether a change needs no more windows: at every limit, some text shows that its loss is above, or every text shows that its loss is within.
 * Sources: Haybittle 1971, British Journal of Radiology 44; Peto et al. 1976, British Journal of Cancer 34: interim looks at a level of 0.001 leave the level of
 * the last look as it is.
 * @param texts losses on the windows so far, of every text that is measured
 * @param family number of changes that are judged together: a loss within a limit is shown after Bonferroni's correction
 */
export function isDecided(
  texts: readonly TestedLoss[],
  { limits, level }: Pick<StoppingRule, 'limits' | 'level'>,
  family: number,
): boolean {
  return limits.every(
    (limit) => texts.some((text) => testAbove(text, limit) < level) || texts.every((text) => testWithin(text, limit) * family < level),
  );
}

/**
 * Whether a change is so unlikely to be shown within any limit that more windows are not worth their time: if its loss and its variance stay as they are, the
 * t statistic of some text at the last look is less than `hope` of what is needed there. To stop for this reason shows nothing, and makes no verdict more
 * likely to be wrong. Source: Jennison and Turnbull 2000, Group Sequential Methods with Applications to Clinical Trials, chapter 10 (stochastic curtailment).
 * @param texts losses on the windows so far, of every text that is measured
 * @param family number of changes that are judged together
 */
export function isHopeless(
  texts: readonly TestedLoss[],
  { limits, maximum, hope }: Pick<StoppingRule, 'limits' | 'maximum' | 'hope'>,
  family: number,
): boolean {
  if (hope === undefined) return false;
  const needed = studentQuantile(1 - LEVEL / family, maximum - 1);
  const promises = ({ logLoss, standardError, windows }: TestedLoss, limit: number): number => {
    const distance = Math.log1p(limit) - logLoss;
    // Equal windows promise certainty, one way or the other; with a single window nothing is known yet.
    if (!standardError) return distance < 0 && standardError === 0 ? Number.NEGATIVE_INFINITY : Number.POSITIVE_INFINITY;
    return (distance / standardError) * Math.sqrt(maximum / windows);
  };
  return limits.every((limit) => texts.some((text) => promises(text, limit) < hope * needed));
}
