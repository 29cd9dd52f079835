import type { Interval } from '@lamina/metrics';
import type { SpeedupFactsFragment } from '../../generated/graphql.ts';
import { numbers } from '../ui/numbers.ts';

/** A speed ÷ the whole model's speed, measured alternately. */
export interface SpeedRatio {
  readonly ratio: number | null;
  readonly interval: Interval | null;
}

/** Shown where a ratio could be, but was not measured. */
export const NOT_MEASURED = 'not measured';

/** `1.31× [1.25, 1.38]`. */
export function describeRatio({ ratio, interval }: SpeedRatio): string {
  if (ratio === null) return NOT_MEASURED;
  const write = (value: number) => numbers.fixed(value, 2);
  return `${write(ratio)}×${interval ? ` [${write(interval.low)}, ${write(interval.high)}]` : ''}`;
}

/** The ratio at which prompts are read; null where nothing was measured. */
export function readPrefill(one: SpeedupFactsFragment | null): SpeedRatio {
  return { ratio: one?.prefillSpeedup ?? null, interval: one?.prefillSpeedupInterval ?? null };
}

/** The same of writing. */
export function readDecode(one: SpeedupFactsFragment | null): SpeedRatio {
  return { ratio: one?.decodeSpeedup ?? null, interval: one?.decodeSpeedupInterval ?? null };
}
