import type { ReactNode } from 'react';
import type { JobOutlookFragment, JobRowFragment } from '../../generated/graphql.ts';
import { formatSeconds } from '../ui/format.ts';
import { MISSING } from '../ui/numbers.ts';
import table from '../ui/table.module.css';
import { Time } from '../ui/time.tsx';
import { expectEnd } from './expect-end.ts';
import { hasEnded } from './job-states.ts';

export interface JobExpectationProps {
  readonly job: JobRowFragment;
  readonly outlook: JobOutlookFragment | null;
}

/** When a running job should end, or how long a waiting one takes once it begins, with the middle 80 % of comparable jobs below. */
export function JobExpectation({ job, outlook }: JobExpectationProps): ReactNode {
  const end = expectEnd(job, outlook);
  if (end)
    return (
      <span data-expected-end={end.at}>
        <Time at={end.at} part="time" />
        <span className={table.sub}>
          <Time at={end.low} part="time" /> – <Time at={end.high} part="time" />
        </span>
      </span>
    );
  if (hasEnded(job.status) || outlook?.expectedSeconds == null || !outlook.expectedInterval) return MISSING;
  return (
    <>
      {formatSeconds(outlook.expectedSeconds)} after its start
      <span className={table.sub}>
        {formatSeconds(outlook.expectedInterval.low)} – {formatSeconds(outlook.expectedInterval.high)}
      </span>
    </>
  );
}
