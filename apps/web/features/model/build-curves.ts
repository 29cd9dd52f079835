import type { LinePoint, LineSeries } from '../chart/line-chart.tsx';
import { getStrategyLabel, STRATEGY_NAMES } from '../pruning/strategy-name.ts';
import type { Measured, PruningSummary } from './summarize-prunings.ts';

/** Two-sided 95 % of a normal distribution. */
const Z_95 = 1.96;

/** One curve per strategy over the number of removed blocks, starting at the dense model. */
export function buildCurves(
  prunings: readonly PruningSummary[],
  dense: number,
  get: (pruning: PruningSummary) => Measured | null | undefined,
): LineSeries[] {
  const byStrategy = Map.groupBy(prunings, (pruning) => pruning.strategy);
  return STRATEGY_NAMES.flatMap((strategy): LineSeries[] => {
    const own = (byStrategy.get(strategy) ?? []).filter((pruning) => get(pruning));
    if (own.length === 0) return [];
    const points = [...Map.groupBy(own, (pruning) => pruning.removedCount)]
      .map(([count, group]) =>
        toPoint(
          count,
          group.flatMap((pruning) => get(pruning) ?? []),
        ),
      )
      .sort((left, right) => left.x - right.x);
    const seeds = new Set(own.map((pruning) => pruning.seed)).size;
    const name = seeds > 1 ? `${getStrategyLabel(strategy)} (mean of ${seeds} seeds, band: range)` : getStrategyLabel(strategy);
    return [{ name, points: [{ x: 0, y: dense, low: null, high: null }, ...points] }];
  });
}

// Several seeds at one count: their mean, and the band is their range, which is wider than any one standard error.
function toPoint(x: number, measured: readonly Measured[]): LinePoint {
  const values = measured.map((one) => one.value);
  const y = values.reduce((sum, value) => sum + value, 0) / values.length;
  if (values.length > 1) return { x, y, low: Math.min(...values), high: Math.max(...values) };
  const error = measured[0]?.standardError ?? null;
  return { x, y, low: error === null ? null : y - Z_95 * error, high: error === null ? null : y + Z_95 * error };
}
