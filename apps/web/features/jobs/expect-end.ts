import type { JobOutlookFragment, JobRowFragment } from '../../generated/graphql.ts';

/** When a running job should end, ISO 8601: at the median time of comparable jobs, and the middle 80 % of them. */
export interface ExpectedEnd {
  readonly at: string;
  readonly low: string;
  readonly high: string;
}

/** The expected end of a running job; null if it does not run, or if too few comparable jobs are known. */
export function expectEnd(
  { status, startedAt }: Pick<JobRowFragment, 'status' | 'startedAt'>,
  outlook: Pick<JobOutlookFragment, 'expectedSeconds' | 'expectedInterval'> | null,
): ExpectedEnd | null {
  if (status !== 'RUNNING' || startedAt === null || outlook?.expectedSeconds == null || !outlook.expectedInterval) return null;
  const after = (seconds: number) => new Date(Date.parse(startedAt) + seconds * 1000).toISOString();
  const { low, high } = outlook.expectedInterval;
  return { at: after(outlook.expectedSeconds), low: after(low), high: after(high) };
}
