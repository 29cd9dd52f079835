'use client';

import { type ReactNode, useMemo } from 'react';
import { type Column, toNumberColumn } from '../table/column.ts';
import { DataTable } from '../table/data-table.tsx';
import { countOf } from '../ui/format.ts';
import type { FindingProps } from './finding-chart.tsx';

interface Row {
  readonly id: string;
  readonly cells: readonly (string | number | null)[];
}

/** The numbers behind a finding, on demand. */
export function FindingTable({ finding: { id, question, model, table }, query }: FindingProps): ReactNode {
  const rows = useMemo(() => (table.rows as readonly Row['cells'][]).map((cells, place): Row => ({ id: `${place}`, cells })), [table]);
  const columns = useMemo(() => table.columns.map((title, place) => toColumn(title, place, rows)), [table, rows]);
  const [first] = columns;
  if (first === undefined || rows.length === 0) return null;
  return (
    <details>
      <summary>Numbers</summary>
      <DataTable
        title={`${question} ${model.name}`}
        name="finding"
        prefix={`${id}-${model.slug}-`}
        rows={rows}
        columns={columns}
        rowHeader={first.id}
        status={countOf(rows.length, 'row')}
        empty="Nothing was measured."
        query={query}
      />
    </details>
  );
}

function toColumn(title: string, place: number, rows: readonly Row[]): Column<Row> {
  const head = { id: `c${place}`, title, width: 170 };
  const cellOf = ({ cells }: Row): string | number | null => cells[place] ?? null;
  if (rows.some((row) => typeof cellOf(row) === 'string')) return { ...head, width: 260, value: cellOf };
  return toNumberColumn(head, (row) => {
    const value = cellOf(row);
    return typeof value === 'number' ? value : null;
  });
}
