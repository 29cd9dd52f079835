import type { Interval } from '@lamina/metrics';
import type { SpeedupFactsFragment } from '../../generated/graphql.ts';
import { formatEstimate } from '../ui/interval.ts';
import { MISSING, type Numbers } from '../ui/numbers.ts';

/** A speed ÷ the whole model's speed, measured alternately. */
export interface SpeedRatio {
  readonly ratio: number | null;
  readonly interval: Interval | null;
}

/** Shown where a ratio could be, but was not measured. */
export const NOT_MEASURED = 'not measured';

/** Shown instead of a ratio that does not differ significantly from 1. */
export const NO_DIFFERENCE = 'no difference shown';

/** Whether the interval excludes equal speed. */
export function isShown({ interval }: SpeedRatio): boolean {
  return interval !== null && (interval.low > 1 || interval.high < 1);
}

/** `1.31×`. */
export function writeRatio(value: number, numbers: Numbers): string {
  return `${numbers.fixed(value, 2)}×`;
}

/** `1.31× [1.25×, 1.38×]`, or the note that no difference was shown. @param missing text without a ratio */
export function describeRatio(speed: SpeedRatio, numbers: Numbers, missing: string = MISSING): string {
  const { ratio, interval } = speed;
  if (ratio === null) return missing;
  const text = formatEstimate(ratio, interval, (value) => writeRatio(value, numbers));
  return isShown(speed) ? text : `${text} (${NO_DIFFERENCE})`;
}

/** The ratio at which prompts are read; null where nothing was measured. */
export function readPrefill(one: SpeedupFactsFragment | null): SpeedRatio {
  return { ratio: one?.prefillSpeedup ?? null, interval: one?.prefillSpeedupInterval ?? null };
}

/** The same of writing. */
export function readDecode(one: SpeedupFactsFragment | null): SpeedRatio {
  return { ratio: one?.decodeSpeedup ?? null, interval: one?.decodeSpeedupInterval ?? null };
}
