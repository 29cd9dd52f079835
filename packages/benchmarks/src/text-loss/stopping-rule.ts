import { type TestedLoss, testAbove, testWithin } from './text-loss.ts';

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
