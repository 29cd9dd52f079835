import type { LineSeries } from '../chart/line-chart.tsx';
import { getInterval } from '../pruning/describe-retention.ts';
import { getRepairLabel } from '../pruning/repair-name.ts';
import { describeVariant, type RepairRow, type RepairSelection } from './list-repair-rows.ts';

const CONTROL = 'Random removal, no repair (band: range)';

/** What each repair keeps, by removed layers. */
export function listRetention(rows: readonly RepairRow[], aboveChance: boolean): readonly LineSeries[] {
  return listSeries(rows, ({ removedCount, retention, retentionStandardError }) => {
    if (retention === null) return null;
    const interval = getInterval({ value: retention, standardError: retentionStandardError, aboveChance });
    return { x: removedCount, y: retention, ...(interval ?? { low: null, high: null }) };
  });
}

/** Pruned ÷ dense perplexity with each repair, by removed layers. */
export function listPerplexity(rows: readonly RepairRow[]): readonly LineSeries[] {
  return listSeries(rows, ({ removedCount, perplexityRatio, perplexityInterval }) => {
    if (perplexityRatio === null) return null;
    return { x: removedCount, y: perplexityRatio, low: perplexityInterval?.low ?? null, high: perplexityInterval?.high ?? null };
  });
}

/** The random removals, which nothing repairs. */
export function listControl(controls: RepairSelection['controls']): readonly LineSeries[] {
  const points = controls.map(({ removedCount, mean, low, high }) => ({ x: removedCount, y: mean, low, high }));
  return points.length === 0 ? [] : [{ name: CONTROL, points }];
}

type Reading = (row: RepairRow) => LineSeries['points'][number] | null;

function listSeries(rows: readonly RepairRow[], read: Reading): readonly LineSeries[] {
  const drawn = rows.filter(({ isDrawn }) => isDrawn);
  const nameOf = (row: RepairRow): string => [getRepairLabel(row.repair), describeVariant(row, drawn)].filter(Boolean).join(', ');
  return [...Map.groupBy(drawn, (row) => (row.repair === 'NONE' ? 'Removal alone' : nameOf(row)))].map(([name, own]) => ({
    name,
    // What is not measured has no point.
    points: own.flatMap((row) => read(row) ?? []).sort((a, b) => a.x - b.x),
  }));
}
