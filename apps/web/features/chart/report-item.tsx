'use client';

import { type ReactNode, type RefObject, useState } from 'react';
import type { ShownTable } from '../export/shown-table.ts';
import type { QuerySource } from '../query/query-source.ts';
import { Icon } from '../ui/icon.tsx';
import menu from '../ui/menu.module.css';
import type { LegendEntry } from './legend.ts';

export interface ReportItemProps {
  readonly table: ShownTable;
  readonly summary: string;
  readonly legend: readonly LegendEntry[];
  readonly canvas: RefObject<HTMLDivElement | null>;
  readonly query: QuerySource | undefined;
}

/** A menu entry that adds the chart, as it is seen now, to the draft of a report. */
export function ReportItem(props: ReportItemProps): ReactNode {
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
