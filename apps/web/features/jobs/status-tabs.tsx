import Link from 'next/link';
import type { ReactNode } from 'react';
import control from '../ui/control.module.css';
import { JOB_STATES } from './jobs-params.ts';

type State = (typeof JOB_STATES)[number];

export interface StatusTabsProps {
  readonly counts: Readonly<Record<State, number>>;
  readonly everything: number;
  readonly status: State | null;
}

/** Links to the list of each state, with how many jobs it holds. */
export function StatusTabs({ counts, everything, status }: StatusTabsProps): ReactNode {
  const tabs = [{ name: 'all', href: '/jobs', count: everything, current: status === null }].concat(
    JOB_STATES.map((state) => ({ name: state, href: `/jobs?status=${state}`, count: counts[state], current: status === state })),
  );
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
