import { type Interval, normalInterval } from '@lamina/metrics';
import { numbers } from './numbers.ts';

/** The normal 95 % interval of an estimate; null without a standard error. */
export function toInterval(value: number, standardError: number | null | undefined): Interval | null {
  return normalInterval(value, standardError ?? null);
}

/** `0.921–0.948`, or `−0.104 to +0.079` if an end has a sign, because a dash would look like a minus. */
export function formatInterval({ low, high }: Interval, write: (value: number) => string): string {
  const ends = [write(low), write(high)];
  return ends.join(ends.some((end) => /^[−+]/.test(end)) ? ' to ' : '–');
}

/**
 * `0.93 [0.92, 0.95]`: an estimate with its interval on one line, with no more digits than half of the interval is known to; a dash for no value. Ends of which
 * one is more than twice the other have two digits each, as `100 [3.2, 1,300]`: a factor that is not 0 is not shown as 0.
 */
export function formatEstimate(value: number | null, interval: Interval | null | undefined): string {
  if (value === null || !interval) return numbers.rounded(value);
  const { low, high } = interval;
  const half = (high - low) / 2;
  const decimals = half > 0 ? Math.min(-Math.floor(Math.log10(half)), MOST_DECIMALS) : MOST_DECIMALS;
  const write = (end: number) =>
    low > 0 && high > 2 * low
      ? numbers.rounded(end, 2)
      : numbers.fixed(decimals < 0 ? Math.round(end * 10 ** decimals) / 10 ** decimals : end, Math.max(0, decimals));
  return `${write(value)} [${write(low)}, ${write(high)}]`;
}

const MOST_DECIMALS = 4;
