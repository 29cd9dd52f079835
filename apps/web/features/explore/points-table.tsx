'use client';

import { type ReactNode, useMemo } from 'react';
import { getScoresDetail } from '../pruning/retention-words.ts';
import type { QuerySource } from '../query/query-source.ts';
import { toModelColumn } from '../recording/model-column.tsx';
import type { Column } from '../table/column.ts';
import { DataTable } from '../table/data-table.tsx';
import { countOf } from '../ui/count-of.ts';
import type { Quantity } from './quantities.ts';
import type { ScatterPoint } from './scatter-point.ts';

const SORT = [{ id: 'front', desc: true }];
const PINNED = ['model'];
const getRowId = ({ row }: ScatterPoint) => row.id;

export interface PointsTableProps {
  readonly points: readonly ScatterPoint[];
  readonly x: Quantity;
  readonly y: Quantity;
  /** Whether retentions are above chance. */
  readonly aboveChance: boolean;
  readonly query: QuerySource | undefined;
}

/** The points as table rows, for keyboard users and exports. */
export function PointsTable({ points, x, y, aboveChance, query }: PointsTableProps): ReactNode {
  const columns = useMemo(() => listColumns(x, y, aboveChance), [x, y, aboveChance]);
  return (
    <DataTable
      title={`${y.label} against ${x.label.toLowerCase()}`}
      name="point"
      rows={points}
      columns={columns}
      getRowId={getRowId}
      rowHeader="model"
      sort={SORT}
      pinned={PINNED}
      status={`${countOf(points.length, 'point')}, ${points.filter(({ isOnFront }) => isOnFront).length} on the front`}
      empty={null}
      {...(query && { query })}
    />
  );
}

function listColumns(x: Quantity, y: Quantity, aboveChance: boolean): Column<ScatterPoint>[] {
  return [
    toModelColumn({ width: 220, read: ({ row }) => row, aboveChance, details: [getScoresDetail(aboveChance)] }),
    { id: 'family', title: 'Family', width: 170, groupable: true, value: ({ row }) => row.model.family.name },
    toQuantityColumn('x', x),
    toQuantityColumn('y', y),
    {
      id: 'share',
      title: 'Blocks removed',
      numeric: true,
      width: 150,
      aggregate: 'range',
      value: ({ row }) => row.pruning.removedBlockRatio,
      format: (value, numbers) => numbers.percent(value, 1),
    },
    {
      id: 'front',
      title: 'Pareto front',
      definition:
        'A point is behind the front if another one is at least as good in both quantities and better in one, wherever the values lie in their 95 % intervals. Quantities without intervals are exact.',
      width: 130,
      groupable: true,
      first: 'desc',
      value: ({ isOnFront }) => (isOnFront ? 'on the front' : 'behind it'),
    },
  ];
}

function toQuantityColumn(id: 'x' | 'y', { label, format, formatCell = format, readGuessing }: Quantity): Column<ScatterPoint> {
  return {
    id,
    title: label,
    numeric: true,
    width: 170,
    aggregate: 'range',
    value: (point) => point[id],
    format: (value) => formatCell(value),
    ...(readGuessing && { details: [{ id: `${id}_guessing`, value: ({ row }: ScatterPoint) => readGuessing(row) }] }),
  };
}
