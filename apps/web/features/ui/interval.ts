import { type Interval, normalInterval } from '@lamina/metrics';

/** The normal 95 % interval of an estimate; null without a standard error. */
export function toInterval(value: number, standardError: number | null | undefined): Interval | null {
  return normalInterval(value, standardError ?? null);
}

/** `0.921–0.948`, or `−0.104 to +0.079` if an end has a sign, because a dash would look like a minus. */
export function formatInterval({ low, high }: Interval, write: (value: number) => string): string {
  const ends = [write(low), write(high)];
  return ends.join(ends.some((end) => /^[−+]/.test(end)) ? ' to ' : '–');
}

/** `0.935 [0.921, 0.948]`: an estimate with its interval on one line. */
export function formatEstimate(value: number, interval: Interval | null | undefined, write: (value: number) => string): string {
  return interval ? `${write(value)} [${write(interval.low)}, ${write(interval.high)}]` : write(value);
}
