'use client';

import {
  type ColumnDef,
  columnGroupingFeature,
  columnOrderingFeature,
  columnPinningFeature,
  columnVisibilityFeature,
  createExpandedRowModel,
  createGroupedRowModel,
  createSortedRowModel,
  type Row as ModelRow,
  rowExpandingFeature,
  rowSortingFeature,
  type SortFn,
  tableFeatures,
  useTable,
} from '@tanstack/react-table';
import { useMemo } from 'react';
import type { CellValue } from '../export/shown-table.ts';
import { MISSING } from '../ui/numbers.ts';
import type { Column } from './column.ts';
import type { TableState } from './use-table-url.ts';

const features = tableFeatures({
  rowSortingFeature,
  sortedRowModel: createSortedRowModel(),
  columnVisibilityFeature,
  columnOrderingFeature,
  columnPinningFeature,
  columnGroupingFeature,
  groupedRowModel: createGroupedRowModel(),
  rowExpandingFeature,
  expandedRowModel: createExpandedRowModel(),
});

/** A row as it is drawn: a record, or the head of a group. */
export type TableRow<Row> =
  | { readonly kind: 'record'; readonly id: string; readonly record: Row }
  | {
      readonly kind: 'group';
      readonly id: string;
      /** The value that its rows share, as the URL has it, and as text. */
      readonly value: string;
      readonly name: string;
      readonly records: readonly Row[];
      readonly folded: boolean;
    };

export interface RowModel<Row> {
  readonly rows: readonly TableRow<Row>[];
  /** Visible columns in the order drawn: pinned ones first. */
  readonly columns: readonly Column<Row>[];
  readonly pinnedCount: number;
  /** The grouping column. */
  readonly groupColumn: Column<Row> | null;
  /** The records in order, group by group, including folded groups; called for exports. */
  readonly listRecords: () => readonly Row[];
}

export interface RowModelInput<Row extends object> {
  readonly rows: readonly Row[];
  readonly columns: readonly Column<Row>[];
  readonly getRowId: (row: Row) => string;
  readonly state: TableState;
}

/** Sorts, groups and arranges with TanStack Table. Rows without a value come last in both directions. */
export function useRowModel<Row extends object>({ rows, columns, getRowId, state }: RowModelInput<Row>): RowModel<Row> {
  const byId = useMemo(() => new Map(columns.map((column) => [column.id, column])), [columns]);
  const definitions = useMemo(() => columns.map((column) => toDefinition(column)), [columns]);
  const data = useMemo(() => [...rows], [rows]);
  const visible = new Set(state.shown);
  const grouping = state.groupBy === null ? [] : [state.groupBy];
  const table = useTable<typeof features, Row>({
    features,
    columns: definitions,
    data,
    getRowId,
    groupedColumnMode: false,
    autoResetExpanded: false,
    state: {
      sorting: state.sort.map((sort) => ({ ...sort })),
      columnVisibility: Object.fromEntries(columns.map(({ id }) => [id, visible.has(id)])),
      columnOrder: [...state.shown],
      columnPinning: { start: [...state.pinned], end: [] },
      grouping,
      expanded: listExpanded(rows, state, byId),
    },
  });
  const pinned = table.getStartVisibleLeafColumns().map(({ id }) => id);
  const free = table.getCenterVisibleLeafColumns().map(({ id }) => id);
  // Returns the same list for the same columns, so that unchanged rows are not drawn again.
  const order = [...pinned, ...free].join('\n');
  const arranged = useMemo(
    () =>
      order
        .split('\n')
        .map((id) => byId.get(id))
        .filter((column) => column !== undefined),
    [order, byId],
  );
  return {
    rows: table.getRowModel().rows.map((row) => toTableRow(row, state)),
    columns: arranged,
    pinnedCount: pinned.length,
    groupColumn: (state.groupBy === null ? null : byId.get(state.groupBy)) ?? null,
    listRecords: () =>
      table
        .getSortedRowModel()
        .rows.flatMap((row) => (row.getIsGrouped() ? row.subRows : [row]))
        .map((row) => row.original),
  };
}

function toDefinition<Row extends object>(column: Column<Row>): ColumnDef<typeof features, Row> {
  return {
    id: column.id,
    accessorFn: (row) => column.value(row) ?? undefined,
    sortFn: compareValues as SortFn<typeof features, Row>,
    sortUndefined: 'last',
    enableGrouping: column.groupable ?? false,
  };
}

function compareValues<Row extends object>(a: ModelRow<typeof features, Row>, b: ModelRow<typeof features, Row>, id: string): number {
  const [left, right] = [a.getValue<CellValue>(id), b.getValue<CellValue>(id)];
  if (typeof left === 'number' && typeof right === 'number') return left - right;
  return String(left).localeCompare(String(right), 'en', { numeric: true, sensitivity: 'base' });
}

function listExpanded<Row>(rows: readonly Row[], { groupBy, folded }: TableState, byId: ReadonlyMap<string, Column<Row>>) {
  const column = groupBy === null ? undefined : byId.get(groupBy);
  if (!column) return {};
  const values = new Set(rows.map((row) => String(column.value(row) ?? undefined)));
  return Object.fromEntries([...values].map((value) => [`${column.id}:${value}`, !folded.includes(value)]));
}

function toTableRow<Row extends object>(row: ModelRow<typeof features, Row>, { folded }: TableState): TableRow<Row> {
  if (!row.getIsGrouped()) return { kind: 'record', id: row.id, record: row.original };
  const value = String(row.groupingValue);
  return {
    kind: 'group',
    id: row.id,
    value,
    name: row.groupingValue === undefined ? MISSING : value,
    records: row.subRows.map(({ original }) => original),
    folded: folded.includes(value),
  };
}
