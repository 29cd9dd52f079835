'use client';

import type { ReactNode } from 'react';
import type { QuerySource } from '../query/query-source.ts';
import type { Column } from '../table/column.ts';
import { DataTable } from '../table/data-table.tsx';
import type { Sensitivity } from './load-insight.ts';

export interface CalibrationsTableProps {
  readonly runs: Sensitivity['runs'];
  readonly lowestCount: number;
  readonly query: QuerySource;
}

type Run = Sensitivity['runs'][number];

/** The numbered calibrations, each with the blocks that it would remove first. */
export function CalibrationsTable({ runs, lowestCount, query }: CalibrationsTableProps): ReactNode {
  return (
    <DataTable
      title={`Calibrations and the ${lowestCount} lowest blocks of each`}
      name="calibration"
      prefix="calibrations-"
      rows={runs}
      columns={COLUMNS}
      getRowId={getRowId}
      rowHeader="calibration"
      status={`${runs.length} calibrations`}
      empty="The model was scored on one calibration only."
      query={query}
    />
  );
}

function getRowId({ index }: Run): string {
  return String(index + 1);
}

const COLUMNS: readonly Column<Run>[] = [
  { id: 'number', title: 'No.', numeric: true, first: 'asc', width: 60, value: ({ index }) => index + 1 },
  { id: 'calibration', title: 'Calibration', width: 230, value: ({ label }) => label },
  { id: 'lowest', title: 'Lowest blocks', hint: 'lowest first', width: 160, value: ({ lowest }) => lowest.join(', ') },
];
