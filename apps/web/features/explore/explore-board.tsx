'use client';

import type { Interval } from '@lamina/metrics';
import { useQueryStates } from 'nuqs';
import { type ReactNode, useMemo, useTransition } from 'react';
import { LeaderboardDocument } from '../../generated/graphql.ts';
import type { BoardRow } from '../leaderboard/board-row.ts';
import { filterRows } from '../leaderboard/filter-rows.ts';
import { LeaderboardFilterBar } from '../leaderboard/leaderboard-filter-bar.tsx';
import { filterParsers } from '../leaderboard/leaderboard-params.ts';
import { type FirstPage, useAllRows } from '../leaderboard/use-all-rows.ts';
import type { Chances } from '../pruning/load-chances.ts';
import { describeLeftOut } from '../pruning/retention-words.ts';
import { toQuerySource } from '../query/query-source.ts';
import { countOf } from '../ui/count-of.ts';
import { useNumbers } from '../ui/locale.tsx';
import { Notice } from '../ui/notice.tsx';
import { Select } from '../ui/select.tsx';
import { exploreParsers, POINTS } from './explore-params.ts';
import { findFront } from './find-front.ts';
import { PointsTable } from './points-table.tsx';
import { listQuantities, type Quantity } from './quantities.ts';
import { ScatterChart } from './scatter-chart.tsx';
import type { ScatterPoint } from './scatter-point.ts';

const POINT_LABELS: Readonly<Record<(typeof POINTS)[number], string>> = { models: 'One per model', shares: 'One per model and share' };

const NO_BOARD = { benchmarks: [], aboveChance: false, leftOutAboveChance: [], lanes: [], lane: null } as const;

export interface ExploreBoardProps {
  readonly pages: readonly FirstPage[];
  readonly chances: Chances;
}

/** The scatter with its axes, its filters and its numbers. */
export function ExploreBoard({ pages, chances }: ExploreBoardProps): ReactNode {
  const [pending, startTransition] = useTransition();
  const [params, setParams] = useQueryStates(exploreParsers, { scroll: false, history: 'push' });
  const [filters] = useQueryStates(filterParsers);
  const numbers = useNumbers();
  const { rows, problem } = useAllRows(pages);
  const { benchmarks, aboveChance, leftOutAboveChance, lanes, lane } = pages[0]?.first ?? NO_BOARD;
  const quantities = useMemo(
    () => listQuantities({ benchmarks, aboveChance, chances, lowInfluence: filters.low, numbers }),
    [benchmarks, aboveChance, chances, filters.low, numbers],
  );
  const x = findQuantity(quantities, params.x, exploreParsers.x.defaultValue);
  const y = findQuantity(quantities, params.y, exploreParsers.y.defaultValue);
  const points = useMemo(() => listPoints(filterRows(uniqueRows(rows), filters, benchmarks), x, y), [rows, filters, benchmarks, x, y]);
  const options = quantities.map(({ id, label }) => ({ value: id, label }));
  const missing = rows.length - points.length;
  const query = useMemo(() => (pages[0] ? toQuerySource(LeaderboardDocument, pages[0].variables) : undefined), [pages]);
  return (
    <>
      <LeaderboardFilterBar rows={rows} lanes={lanes} lane={lane} />
      {points.length === 0 ? (
        <Notice title="No point has both quantities">
          <p>Other axes, another share, or fewer filters may show some. Models appear here as soon as they are evaluated.</p>
        </Notice>
      ) : (
        <ScatterChart
          points={points}
          x={x}
          y={y}
          labelled={params.labels}
          aboveChance={aboveChance}
          query={query}
          actions={
            <>
              <Select label="Across" value={x.id} options={options} onChange={(id) => setParams({ x: id })} />
              <Select label="Up" value={y.id} options={options} onChange={(id) => setParams({ y: id })} />
              <Select
                label="Points"
                value={params.points}
                options={POINTS.map((value) => ({ value, label: POINT_LABELS[value] }))}
                onChange={(value) => setParams({ points: value }, { shallow: false, startTransition })}
              />
            </>
          }
        />
      )}
      <p role="status" aria-busy={pending}>
        {missing > 0 &&
          `${missing} of ${countOf(rows.length, 'row')} lack one of the two quantities, stand for the same pruning, or are filtered out. `}
        {leftOutAboveChance.length > 0 && `Average retention above chance: ${describeLeftOut(leftOutAboveChance)}. `}
        {problem && `Not all models could be read: ${problem}`}
      </p>
      {points.length > 0 && <PointsTable points={points} x={x} y={y} aboveChance={aboveChance} query={query} />}
    </>
  );
}

function findQuantity(quantities: readonly Quantity[], id: string, usual: string): Quantity {
  const found = quantities.find((one) => one.id === id) ?? quantities.find((one) => one.id === usual) ?? quantities[0];
  if (!found) throw new Error('A board without quantities');
  return found;
}

/** Two shares may show the same pruning of a model; it becomes one point. */
function uniqueRows(rows: readonly BoardRow[]): BoardRow[] {
  return [...new Map(rows.map((row) => [`${row.model.slug} ${row.pruning.strategy} ${row.pruning.removed.join()}`, row])).values()];
}

function listPoints(rows: readonly BoardRow[], x: Quantity, y: Quantity): ScatterPoint[] {
  const points = rows.flatMap((row) => {
    const [across, up] = [x.read(row), y.read(row)];
    return across === null || up === null ? [] : [{ row, x: across, y: up }];
  });
  const wanted = { x: x.better, y: y.better };
  const values = points.map((point) => ({ row: point.row, x: toExact(point.x), y: toExact(point.y) }));
  // A value without an interval counts as exact.
  const ranges = values.map((exact) => ({
    row: exact.row,
    x: x.readInterval?.(exact.row) ?? exact.x,
    y: y.readInterval?.(exact.row) ?? exact.y,
  }));
  const front = new Set(findFront(ranges, wanted).map(({ row }) => row));
  const best = new Set(findFront(values, wanted).map(({ row }) => row));
  return points.map((point) => ({ ...point, isOnFront: front.has(point.row), isBestByValue: best.has(point.row) }));
}

function toExact(value: number): Interval {
  return { low: value, high: value };
}
