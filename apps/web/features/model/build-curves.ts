import type { LineSeries } from '../chart/line-chart.tsx';
import type { LinePoint } from '../chart/line-point.ts';
import { getInterval } from '../pruning/describe-retention.ts';
import { getStrategyLabel, STRATEGY_NAMES } from '../pruning/strategy-name.ts';
import { getStrategyStyle } from '../pruning/strategy-style.ts';
import type { Measured, PruningSummary } from './summarize-prunings.ts';

/** One curve per strategy over the number of removed blocks, starting at the dense model. */
export function buildCurves(
  prunings: readonly PruningSummary[],
  dense: number,
  get: (pruning: PruningSummary) => Measured | null | undefined,
): LineSeries[] {
  const found = prunings.flatMap((pruning) => {
    const measured = get(pruning);
    return measured ? [{ pruning, measured }] : [];
  });
  const byStrategy = Map.groupBy(found, ({ pruning }) => pruning.strategy);
  return STRATEGY_NAMES.flatMap((strategy): LineSeries[] => {
    const own = byStrategy.get(strategy);
    if (own === undefined) return [];
    const points = [...Map.groupBy(own, ({ pruning }) => pruning.removedCount)]
      .map(([count, group]) =>
        toPoint(
          count,
          group.map(({ measured }) => measured),
        ),
      )
      .sort((left, right) => left.x - right.x);
    const seeds = new Set(own.map(({ pruning }) => pruning.seed)).size;
    const name = seeds > 1 ? `${getStrategyLabel(strategy)} (mean of ${seeds} seeds, band: range)` : getStrategyLabel(strategy);
    return [{ name, style: getStrategyStyle(strategy), points: [{ x: 0, y: dense, low: null, high: null }, ...points] }];
  });
}

// With several seeds, the point is their mean and the band is their range, which is wider than a standard error.
function toPoint(x: number, measured: readonly Measured[]): LinePoint {
  const values = measured.map((one) => one.value);
  const y = values.reduce((sum, value) => sum + value, 0) / values.length;
  if (values.length > 1) return { x, y, low: Math.min(...values), high: Math.max(...values) };
  const { low, high } = getInterval({ value: y, standardError: measured[0]?.standardError }) ?? { low: null, high: null };
  return { x, y, low, high };
}
