'use client';

import { type ReactNode, useId } from 'react';
import type { FrozenChartFragment } from '../../generated/graphql.ts';
import { ChartTable } from '../chart/chart-table.tsx';
import { ExportMenu } from '../export/export-menu.tsx';
import type { CellValue, ShownTable } from '../export/shown-table.ts';
import { QueryButton, type QuerySource } from '../query/query-button.tsx';
import { formatCellValue } from '../table/format-cell-value.ts';
import { countOf } from '../ui/count-of.ts';
import { MACHINE_NUMBERS } from '../ui/numbers.ts';
import panel from '../ui/panel.module.css';
import { Time } from '../ui/time.tsx';
import { ChartPicture } from './chart-picture.tsx';
import styles from './report.module.css';

/** A chart of a saved report: its picture, and the numbers that it was drawn from. */
export function ReportChart({ chart }: { readonly chart: FrozenChartFragment }): ReactNode {
  const id = useId();
  const { title, caption, picture, path, takenAt, query } = chart;
  const table = toTable(chart);
  // An operation may have no variables.
  const variables = (chart.variables ?? {}) as QuerySource['variables'];
  return (
    <figure className={`${panel.panel} ${styles.chart}`} aria-labelledby={id} data-report-chart={title}>
      <div className={styles.head}>
        <h2 id={id} className={styles.title}>
          {title}
        </h2>
        <div className={styles.tools}>
          <ExportMenu name="report-chart" title={title} describe={() => table} />
          {query && <QueryButton query={{ document: query, variables }} />}
        </div>
      </div>
      <ChartPicture picture={picture} caption={caption} />
      <figcaption className={styles.caption}>
        <p>{caption}</p>
        <p>
          Taken <Time at={takenAt} /> on <a href={path}>{path}</a>, which may show other numbers now.
        </p>
      </figcaption>
      <details>
        <summary>Numbers of the chart ({countOf(table.rows.length, 'row')})</summary>
        <ChartTable table={table} />
      </details>
    </figure>
  );
}

/** The API checked the rows when it saved them. */
function toTable({ title, columns, rows }: FrozenChartFragment): ShownTable {
  return {
    title,
    columns: columns.map((column) => ({ ...column, isDetail: false })),
    rows: (rows as readonly (readonly CellValue[])[]).map((row) =>
      row.map((value) => ({ value, text: formatCellValue(value, MACHINE_NUMBERS) })),
    ),
  };
}
