import type { JobOutlookFragment } from '../../generated/graphql.ts';
import { countOf, formatSeconds } from '../ui/format.ts';

/** Why an unfinished job does not run yet, or how long it has run, and how long comparable jobs took. */
export function describeOutlook(outlook: JobOutlookFragment): string {
  return `${describeState(outlook)} ${describeExpectation(outlook)}`;
}

function describeState({ hold, position, elapsedSeconds }: JobOutlookFragment): string {
  switch (hold) {
    case 'NEEDS_JOBS':
      return 'It starts when the jobs that it needs have ended.';
    case 'NO_WORKER':
      return 'No worker that may take it is running. Start one with "npm start" or "lamina worker".';
    case 'NEXT':
      return 'It is the next one: a free worker takes it.';
    case 'BEHIND_OTHERS':
      return `Number ${position} in the queue: ${countOf((position ?? 1) - 1, 'job')} will be taken first.`;
    default:
      return elapsedSeconds == null ? 'It has just begun.' : `It has run for ${formatSeconds(elapsedSeconds)}.`;
  }
}

function describeExpectation({ expectedSeconds, expectedInterval, comparableCount, isSameModel }: JobOutlookFragment): string {
  if (expectedSeconds == null || !expectedInterval) return 'Too few comparable jobs have finished on this machine for an estimate.';
  const jobs = `${countOf(comparableCount, 'finished job')} of this kind${isSameModel ? ' and model' : ''}`;
  return `Estimate: ${formatSeconds(expectedSeconds)} (${formatSeconds(expectedInterval.low)} to ${formatSeconds(expectedInterval.high)} in 80 % of ${jobs} on this machine).`;
}
