import type { Interval } from '@lamina/metrics';
import { formatEstimate, toInterval } from '../ui/interval.ts';
import { MISSING, type Numbers } from '../ui/numbers.ts';

export interface Measured {
  readonly value: number | null | undefined;
  readonly standardError: number | null | undefined;
  /** 95 % interval; default: the normal interval of the standard error. */
  readonly interval?: Interval | null;
  /** Whether the value is above chance: it may be below 0. Default: a ratio, which may not. */
  readonly aboveChance?: boolean;
}

/** Shown instead of an interval: if no answer changed, a sample cannot exclude rare changes. */
export const UNCHANGED = 'no answer changed';

/** The standard error of a retention if it is meaningful; null if no answer changed. */
export function getStandardError({ standardError }: Measured): number | null {
  return standardError === 0 ? null : (standardError ?? null);
}

/** The 95 % interval of a measured value; null without a standard error, and if no answer changed. */
export function getInterval(measured: Measured): Interval | null {
  const ofError = typeof measured.value === 'number' ? toInterval(measured.value, getStandardError(measured)) : null;
  const interval = measured.interval === undefined ? ofError : measured.interval;
  return interval && { low: measured.aboveChance ? interval.low : Math.max(interval.low, 0), high: interval.high };
}

/** `0.935`, without an interval. */
export function formatRetention(value: number, numbers: Numbers): string {
  return numbers.fixed(value, 3);
}

/** `0.935 [0.921, 0.948]`, or `1.000 (no answer changed)`. */
export function describeRetention(measured: Measured, numbers: Numbers, digits = 3): string {
  if (typeof measured.value !== 'number') return MISSING;
  const text = formatEstimate(measured.value, getInterval(measured), (value) => numbers.fixed(value, digits));
  return measured.standardError === 0 ? `${text} (${UNCHANGED})` : text;
}
