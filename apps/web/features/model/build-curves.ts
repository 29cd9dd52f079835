import { getAt } from '@lamina/errors';
import type { LineSeries } from '../chart/line-chart.tsx';
import type { LinePoint } from '../chart/line-point.ts';
import { getInterval } from '../pruning/describe-retention.ts';
import { getStrategyLabel, STRATEGY_NAMES } from '../pruning/strategy-name.ts';
import { getStrategyStyle } from '../pruning/strategy-style.ts';
import { findTextName, listTextsOfStrategies, type TextsOfStrategies, varyByText } from '../pruning/texts-of-strategies.ts';
import type { Measured, PruningSummary } from './summarize-prunings.ts';

/** One curve per strategy over the number of removed blocks, starting at the dense model; one per text where a strategy chose on several. */
export function buildCurves(
  prunings: readonly PruningSummary[],
  dense: number,
  get: (pruning: PruningSummary) => Measured | null | undefined,
): LineSeries[] {
  const found = prunings.flatMap((pruning) => {
    const measured = get(pruning);
    return measured ? [{ pruning, measured }] : [];
  });
  const texts = listTextsOfStrategies(found.map(({ pruning }) => pruning));
  const byChoice = Map.groupBy(found, ({ pruning: { strategy, chosenOn } }) => JSON.stringify([strategy, chosenOn]));
  return [...byChoice.values()]
    .map((own) => buildCurve(own, dense, texts))
    .sort(
      (a, b) => STRATEGY_NAMES.indexOf(a.strategy) - STRATEGY_NAMES.indexOf(b.strategy) || a.series.name.localeCompare(b.series.name, 'en'),
    )
    .map(({ series }) => series);
}

interface MeasuredPruning {
  readonly pruning: PruningSummary;
  readonly measured: Measured;
}

function buildCurve(own: readonly MeasuredPruning[], dense: number, texts: TextsOfStrategies) {
  const choice = getAt(own, 0).pruning;
  const kept = [...Map.groupBy(own, ({ pruning }) => pruning.removedCount)].map(([count, group]) => [count, keepNewestRun(group)] as const);
  const points = kept.map(([count, group]) => toPoint(count, group)).sort((left, right) => left.x - right.x);
  const seeds = new Set(kept.flatMap(([, group]) => group.map(({ pruning }) => pruning.seed))).size;
  const text = findTextName(choice, texts);
  const name = `${getStrategyLabel(choice.strategy)}${text === null ? '' : `, on ${text}`}`;
  const series: LineSeries = {
    name: seeds > 1 ? `${name} (mean of ${seeds} seeds, band: range)` : name,
    panel: getStrategyLabel(choice.strategy),
    style: varyByText(getStrategyStyle(choice.strategy), choice, texts),
    points: [{ x: 0, y: dense, low: null, high: null }, ...points],
  };
  return { strategy: choice.strategy, series };
}

/** Share of the points that a chart should show. */
const SHOWN = 0.75;

/** A value that a chart of perplexities need not exceed: the dense one times 10, 100 or so. Beside a ruined model, all others would look alike. */
export function chooseCeiling(series: readonly LineSeries[], dense: number): number {
  const values = series.flatMap(({ points }) => points.map(({ y }) => y));
  const most = Math.max(10 * dense, ...values);
  for (let ceiling = 10 * dense; ceiling < most; ceiling *= 10)
    if (values.filter((value) => value <= ceiling).length >= SHOWN * values.length) return ceiling;
  return most;
}

/** As in comparisons of strategies, the score run of the newest pruning counts: seeds of another run belong to another search. */
function keepNewestRun(group: readonly MeasuredPruning[]): readonly MeasuredPruning[] {
  const newest = group.reduce((last, one) => (one.pruning.createdAt > last.pruning.createdAt ? one : last));
  return group.filter(({ pruning }) => pruning.scoreRun?.id === newest.pruning.scoreRun?.id);
}

// With several seeds, the point is their mean and the band is their range, which is wider than a standard error.
function toPoint(x: number, group: readonly MeasuredPruning[]): LinePoint {
  const values = group.map(({ measured }) => measured.value);
  const y = values.reduce((sum, value) => sum + value, 0) / values.length;
  if (values.length > 1) return { x, y, low: Math.min(...values), high: Math.max(...values) };
  const { low, high } = getInterval({ value: y, standardError: group[0]?.measured.standardError }) ?? { low: null, high: null };
  return { x, y, low, high };
}
