import Link from 'next/link';
import type { ReactNode } from 'react';
import control from '../ui/control.module.css';
import { JOB_STATES, type JobState } from './job-states.ts';
import { type JobsParams, toJobsHref } from './jobs-params.ts';

export interface StatusTabsProps {
  readonly counts: Readonly<Record<JobState, number>>;
  readonly everything: number;
  readonly params: JobsParams;
}

/** Links to the list of each status, with its number of jobs. */
export function StatusTabs({ counts, everything, params }: StatusTabsProps): ReactNode {
  const kept = { ...params, job: null, after: null };
  const tabs = [
    { name: 'all', href: toJobsHref({ ...kept, status: null }), count: everything, current: params.status === null },
    ...JOB_STATES.map((status) => ({
      name: status,
      href: toJobsHref({ ...kept, status }),
      count: counts[status],
      current: params.status === status,
    })),
  ];
  return (
    <nav aria-label="Job states" className={control.segments}>
      {tabs.map((tab) => (
        <Link key={tab.name} href={tab.href} scroll={false} className={control.segment} aria-current={tab.current ? 'page' : undefined}>
          {tab.name}
          <span className={control.count}>{tab.count}</span>
        </Link>
      ))}
    </nav>
  );
}
