import type { JobState } from './job-states.ts';

/**
 * The counts of states, aligned with the jobs that are known to run now. A job that starts is heard of at once, but counts are read again only after
 * seconds; it was in the queue when they were read. A job that ended leaves the count of its new state to the next reading.
 *
 * @param runningNow number of running jobs on the page; null if the page does not list all of them
 */
export function alignCounts(counts: Readonly<Record<JobState, number>>, runningNow: number | null): Readonly<Record<JobState, number>> {
  if (runningNow === null) return counts;
  const started = Math.max(0, runningNow - counts.running);
  return { ...counts, running: runningNow, queued: Math.max(0, counts.queued - started) };
}
