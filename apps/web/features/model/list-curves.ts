import { describeRetention, getInterval } from '../pruning/describe-retention.ts';
import { getRetentionWords } from '../pruning/retention-words.ts';
import { describeUnits } from '../pruning/unit-sets.ts';
import type { Numbers } from '../ui/numbers.ts';
import type { StrategyComparison } from './load-insight.ts';
import { compareSeries, createSeriesFinder, type StrategySeries } from './strategy-series.ts';

/** One pruned model, or the mean over the seeds of a random strategy. */
export interface CurvePoint {
  /** Removed units. */
  readonly x: number;
  /** Retention. */
  readonly y: number;
  readonly low: number | null;
  readonly high: number | null;
  /** null if there is no control. */
  readonly beatsControl: boolean | null;
  /** The comparison with the control, as a sentence. */
  readonly words: string | null;
  readonly detail: string;
}

export interface StrategyCurve extends StrategySeries {
  readonly points: readonly CurvePoint[];
}

type Result = StrategyComparison['steps'][number]['results'][number];

/** One curve per strategy, in the usual order; prunings with protected ends, and by the scores of another text, have separate lines. */
export function listCurves(comparison: StrategyComparison, numbers: Numbers): readonly StrategyCurve[] {
  const { steps, aboveChance } = comparison;
  const findSeries = createSeriesFinder(comparison);
  const found = new Map<string, StrategySeries & { readonly points: CurvePoint[] }>();
  for (const { removedCount, results } of steps) {
    for (const result of results) {
      const series = findSeries(result);
      const curve = found.get(series.id) ?? { ...series, points: [] };
      curve.points.push(toPoint(removedCount, { label: series.label, result, aboveChance, numbers }));
      found.set(series.id, curve);
    }
  }
  return [...found.values()].sort(compareSeries);
}

/** The random control as points; their interval is the range of its draws. */
export function listControl({ steps }: StrategyComparison): readonly CurvePoint[] {
  return steps.flatMap(({ removedCount, control }) =>
    control === null
      ? []
      : [
          {
            x: removedCount,
            y: control.mean,
            low: control.low,
            high: control.high,
            beatsControl: null,
            words: `${control.draws} draws`,
            detail: '',
          },
        ],
  );
}

function toPoint(
  x: number,
  {
    label,
    result,
    aboveChance,
    numbers,
  }: { readonly label: string; readonly result: Result; readonly aboveChance: boolean; readonly numbers: Numbers },
): CurvePoint {
  const { retention: y, verdict, statement, pruning } = result;
  const hasControl = verdict !== 'NO_CONTROL';
  const measured = { value: y, standardError: result.retentionStandardError, aboveChance };
  const interval = getInterval(measured);
  return {
    x,
    y,
    low: interval?.low ?? null,
    high: interval?.high ?? null,
    beatsControl: hasControl ? verdict === 'BEATS_CONTROL' : null,
    words: hasControl ? statement : null,
    detail: [
      `${label}, ${x} removed`,
      result.draws > 1 && `mean of ${result.draws} seeds`,
      result.alsoChosenOn.length > 0 && `chosen on ${result.alsoChosenOn.join(', ')} too`,
      `${getRetentionWords(aboveChance).name} ${describeRetention(measured, numbers)}`,
      pruning && `without ${describeUnits(pruning)}`,
    ]
      .filter(Boolean)
      .join('\n'),
  };
}
