import type { SeriesStyle } from '../chart/series-style.ts';
import { describeRetention, getInterval } from '../pruning/describe-retention.ts';
import { getRetentionWords } from '../pruning/retention-words.ts';
import { getStrategyLabel, STRATEGY_NAMES, type StrategyName, toStrategyName } from '../pruning/strategy-name.ts';
import { getStrategyStyle } from '../pruning/strategy-style.ts';
import { describeUnits } from '../pruning/unit-sets.ts';
import type { Numbers } from '../ui/numbers.ts';
import type { StrategyComparison } from './load-insight.ts';

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

export interface StrategyCurve {
  readonly strategy: StrategyName;
  readonly label: string;
  /** The same for a strategy in every chart. */
  readonly style: SeriesStyle;
  readonly points: readonly CurvePoint[];
}

type Result = StrategyComparison['steps'][number]['results'][number];

/** One curve per strategy, in the usual order; prunings with protected ends have separate lines. */
export function listCurves({ steps, aboveChance }: StrategyComparison, numbers: Numbers): readonly StrategyCurve[] {
  const found = new Map<string, { strategy: StrategyName; label: string; points: CurvePoint[] }>();
  for (const { removedCount, results } of steps) {
    for (const result of results) {
      const strategy = toStrategyName(result.strategy);
      const label = `${getStrategyLabel(strategy)}${describeProtection(result)}`;
      const curve = found.get(label) ?? { strategy, label, points: [] };
      curve.points.push(toPoint(removedCount, { label, result, aboveChance, numbers }));
      found.set(label, curve);
    }
  }
  return [...found.values()]
    .sort(
      (left, right) =>
        STRATEGY_NAMES.indexOf(left.strategy) - STRATEGY_NAMES.indexOf(right.strategy) || left.label.localeCompare(right.label, 'en'),
    )
    .map((curve) => ({ ...curve, style: getStrategyStyle(curve.strategy) }));
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

function describeProtection({ protectFirst, protectLast }: Pick<Result, 'protectFirst' | 'protectLast'>): string {
  if (protectFirst && protectLast) return ', ends kept';
  return protectFirst ? ', first kept' : protectLast ? ', last kept' : '';
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
      `${getRetentionWords(aboveChance).name} ${describeRetention(measured, numbers)}`,
      pruning && `without ${describeUnits(pruning)}`,
    ]
      .filter(Boolean)
      .join('\n'),
  };
}
