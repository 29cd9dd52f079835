'use client';

import { type ReactNode, useCallback, useMemo } from 'react';
import { Axes } from '../chart/axes.tsx';
import { BandMark } from '../chart/band-mark.tsx';
import { Chart, type ChartProps } from '../chart/chart.tsx';
import { drawPanels, MAX_LINES, panelsHeight } from '../chart/draw-panels.tsx';
import { type ChartSpace, type Drawing, placeArea } from '../chart/drawing.ts';
import { fitLabel } from '../chart/fit-label.ts';
import { LineMark } from '../chart/line-mark.tsx';
import type { LinePoint } from '../chart/line-point.ts';
import { listCells } from '../chart/list-cells.ts';
import { formatTick, listTicks, listWholeTicks } from '../chart/list-ticks.ts';
import { createNumberScale } from '../chart/number-scale.ts';
import { type Reference, ReferenceLine, toLegendEntry } from '../chart/reference-line.tsx';
import type { SeriesStyle } from '../chart/series-style.ts';
import { SymbolMark } from '../chart/symbol-mark.tsx';
import { WhiskerMark } from '../chart/whisker-mark.tsx';
import { listReferences } from '../pruning/list-references.ts';
import { describeLeftOut, getRetentionWords, type RetentionWords } from '../pruning/retention-words.ts';
import { getStrategyLabel, type StrategyName } from '../pruning/strategy-name.ts';
import type { QuerySource } from '../query/query-source.ts';
import { useNumbers } from '../ui/locale.tsx';
import type { Numbers } from '../ui/numbers.ts';
import { type CurvePoint, listControl, listCurves, type StrategyCurve } from './list-curves.ts';
import type { StrategyComparison } from './load-insight.ts';

export interface RetentionCurvesProps {
  readonly comparison: StrategyComparison;
  /** Title of the horizontal axis. */
  readonly xTitle: string;
  /** What is removed: `blocks`. */
  readonly noun: string;
  /** Retention of random guessing; null if it is not known. */
  readonly guessing: number | null;
  readonly query: QuerySource;
}

const MARGIN = { left: 52, right: 24, top: 32, bottom: 42 };
const CONTROL = 'Random control, its range';

/** Retention of each strategy by number of removed units, with the band of the random control. Hollow points are not beyond it. */
export function RetentionCurves({ comparison, xTitle, noun, guessing, query }: RetentionCurvesProps): ReactNode {
  const numbers = useNumbers();
  const curves = useMemo(() => listCurves(comparison, numbers), [comparison, numbers]);
  const strategies = useMemo(() => [...new Set(curves.map(({ strategy }) => strategy))], [curves]);
  const hasPanels = curves.length > MAX_LINES;
  const control = useMemo(() => listControl(comparison), [comparison]);
  const words = getRetentionWords(comparison.aboveChance);
  const references = useMemo(() => listReferences(guessing, numbers), [guessing, numbers]);
  const leftOut = describeLeftOut(comparison.leftOutAboveChance);
  const name = comparison.benchmarks.length === 1 ? comparison.benchmarks[0] : `average of ${comparison.benchmarks.length} benchmarks`;
  const draw = useCallback<ChartProps['draw']>(
    (space) => {
      const shared = { curves, control, xTitle, references, words, numbers };
      if (!hasPanels) return drawRetention(space, { ...shared, only: null });
      return drawPanels(space, strategies, (panel, only) => drawRetention(panel, { ...shared, only }));
    },
    [curves, strategies, hasPanels, control, xTitle, references, words, numbers],
  );
  const table = useMemo(() => {
    const rows = [
      ...curves.flatMap(({ label, points }) => points.map((point) => [label, point] as const)),
      ...control.map((point) => [CONTROL, point] as const),
    ];
    return listCells(
      `${words.title}, ${name}`,
      ['Strategy', 'Removed', words.title, 'Interval low', 'Interval high', 'Against the control'],
      rows.map(([label, point]) => [label, point.x, point.y, point.low, point.high, point.words]),
    );
  }, [curves, control, name, words]);
  return (
    <Chart
      name="retention"
      title={`${words.title}, ${name}`}
      summary={`${summarize({ curves, control, noun, guessing, words, numbers })}${leftOut === '' ? '' : ` The average has ${leftOut}.`}`}
      table={table}
      draw={draw}
      height={hasPanels ? panelsHeight(strategies.length) : 340}
      query={query}
      legend={[
        ...curves.map(({ label, style }) => ({ label, mark: 'line' as const, ...style })),
        ...(hasPanels ? references.map(toLegendEntry) : []),
        ...(control.length > 0 ? [{ label: CONTROL, mark: 'area' as const, color: 'var(--ink-3)' }] : []),
        { label: '95 % interval', mark: 'interval' as const, color: 'var(--ink-2)' },
      ]}
    />
  );
}

function summarize({
  curves,
  control,
  noun,
  guessing,
  words,
  numbers,
}: Omit<RetentionDrawing, 'xTitle' | 'only' | 'references'> & Pick<RetentionCurvesProps, 'noun' | 'guessing'>): string {
  const last = Math.max(0, ...curves.flatMap(({ points }) => points.map(({ x }) => x)));
  const best = curves
    .flatMap(({ label, points }) => points.filter(({ x }) => x === last).map(({ y }) => ({ label, y })))
    .sort((left, right) => right.y - left.y)[0];
  const ends = control.find(({ x }) => x === last);
  return [
    `${words.title}, ${words.formula}, on the same questions, against removed ${noun}.`,
    best && `With ${last} ${noun} removed, ${best.label} keeps the most: ${numbers.fixed(best.y, 3)}.`,
    ends && `Random removals keep ${numbers.fixed(ends.low, 3)} to ${numbers.fixed(ends.high, 3)} there.`,
    guessing !== null && `Guessing alone keeps ${numbers.fixed(guessing, 2)}.`,
    control.length > 0 && 'Hollow points are not beyond all draws of the control.',
  ]
    .filter(Boolean)
    .join(' ');
}

interface RetentionDrawing {
  readonly curves: readonly StrategyCurve[];
  readonly control: readonly CurvePoint[];
  readonly xTitle: string;
  readonly references: readonly Reference[];
  readonly words: RetentionWords;
  /** The strategy of this panel; null = one drawing with all curves. */
  readonly only: StrategyName | null;
  readonly numbers: Numbers;
}

function drawRetention(space: ChartSpace, { curves, control, xTitle, references, words, only, numbers }: RetentionDrawing): Drawing {
  const area = placeArea(space, MARGIN);
  const all = curves.flatMap(({ points }) => points);
  const shown = only === null ? curves : curves.filter(({ strategy }) => strategy === only);
  const last = Math.max(1, ...all.map(({ x }) => x));
  const x = createNumberScale({ kind: 'linear', values: [], range: [area.left, area.right], domain: [0, last], ticks: 5 });
  const y = createNumberScale({
    kind: 'linear',
    values: [
      ...references.map((reference) => reference.y),
      ...[...all, ...control].flatMap((point) => [point.y, point.low ?? point.y, point.high ?? point.y]),
    ],
    range: [area.bottom, area.top],
    ticks: 5,
  });
  const place = (point: CurvePoint) => ({
    x: x(point.x),
    y: y(point.y),
    low: point.low === null ? null : y(point.low),
    high: point.high === null ? null : y(point.high),
  });
  const marks = (
    <>
      <Axes
        area={area}
        x={{ title: only ? undefined : xTitle, ticks: listWholeTicks(x, space.width) }}
        y={{
          title: only ? fitLabel(getStrategyLabel(only), space.width) : words.toAxis(words.title),
          ticks: listTicks(y, 5, formatTick(numbers)),
          grid: true,
        }}
      />
      <BandMark points={control.map(place)} color="var(--ink-3)" opacity={0.18} />
      <LineMark points={control.map(place)} color="var(--ink-3)" dash="2 3" width={1} />
      {references.map((reference) => (
        <ReferenceLine key={reference.label} {...reference} area={area} y={y(reference.y)} isLabelled={only === null} />
      ))}
      {only &&
        curves.map(({ label, points }) => (
          <LineMark key={label} points={[{ x: x(0), y: y(1) }, ...points.map(place)]} color="var(--line-strong)" dash="none" width={1} />
        ))}
      {shown.map(({ label, points, style }) => (
        <g key={label} data-marks="curve">
          <LineMark points={[{ x: x(0), y: y(1) }, ...points.map(place)]} color={style.color} dash={style.dash} width={2} />
          {points.map((point) => (
            <CurvePointMark key={point.x} {...place(point)} style={style} isHollow={point.beatsControl === false} />
          ))}
        </g>
      ))}
    </>
  );
  return { marks, targets: shown.flatMap(({ points }) => points).map((point) => ({ x: x(point.x), y: y(point.y), text: point.detail })) };
}

interface CurvePointMarkProps extends LinePoint {
  readonly style: SeriesStyle;
  readonly isHollow: boolean;
}

function CurvePointMark({ x, y, low, high, style: { color, symbol }, isHollow }: CurvePointMarkProps): ReactNode {
  return (
    <>
      {low !== null && high !== null && (
        <g opacity={0.55}>
          <WhiskerMark x={x} low={low} high={high} width={0} color={color} />
        </g>
      )}
      <SymbolMark x={x} y={y} radius={4} symbol={symbol} fill={isHollow ? 'var(--surface)' : color} stroke={color} strokeWidth={1.5} />
    </>
  );
}
