'use client';

import { type ReactNode, useState } from 'react';
import { Icon } from '../ui/icon.tsx';
import menu from '../ui/menu.module.css';
import type { SeenChart } from './add-to-report.ts';

/** A menu entry that adds the chart, as it is seen now, to the draft of a report. */
export function ReportItem(props: SeenChart): ReactNode {
  const [outcome, setOutcome] = useState<string | null>(null);
  const add = async () => {
    const { addToReport } = await import('./add-to-report.ts');
    setOutcome(addToReport(props));
  };
  return (
    <button type="button" className={menu.item} onClick={add}>
      <Icon name={outcome === 'Added' ? 'check' : 'report'} />
      Add to report
      <span className={menu.aside} role="status">
        {outcome}
      </span>
    </button>
  );
}
