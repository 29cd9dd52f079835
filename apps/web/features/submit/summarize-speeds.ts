import { type Interval, percentileOf } from '@lamina/metrics';

/** Fewer speeds say nothing about their own spread; the API expects the end of a job from as many. */
const MIN_SPEEDS = 3;

export interface SpeedSummary {
  /** The median, or the first of too few speeds; null without any. */
  readonly typical: number | null;
  /** The middle 80 %; null if fewer than three are known. */
  readonly spread: Interval | null;
}

/** Summarises measured speeds, the one to trust most first. */
export function summarizeSpeeds(speeds: readonly number[]): SpeedSummary {
  if (speeds.length < MIN_SPEEDS) return { typical: speeds[0] ?? null, spread: null };
  const sorted = speeds.toSorted((a, b) => a - b);
  return { typical: percentileOf(sorted, 0.5), spread: { low: percentileOf(sorted, 0.1), high: percentileOf(sorted, 0.9) } };
}
