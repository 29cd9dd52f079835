'use client';

import { scaleBand, scalePoint } from 'd3-scale';
import { type ReactNode, useCallback, useMemo } from 'react';
import { Axes } from '../chart/axes.tsx';
import { getBandMiddle, getBandStart } from '../chart/band-position.ts';
import { Chart, type ChartProps } from '../chart/chart.tsx';
import { type ChartSpace, type Drawing, placeArea } from '../chart/drawing.ts';
import type { LegendEntry } from '../chart/legend.ts';
import { listCells } from '../chart/list-cells.ts';
import { formatTick, listTicks } from '../chart/list-ticks.ts';
import { createNumberScale } from '../chart/number-scale.ts';
import type { SeriesStyle } from '../chart/series-style.ts';
import { SymbolMark } from '../chart/symbol-mark.tsx';
import { getInterval } from '../pruning/describe-retention.ts';
import { getRetentionWords } from '../pruning/retention-words.ts';
import type { QuerySource } from '../query/query-source.ts';
import { useNumbers } from '../ui/locale.tsx';
import type { Numbers } from '../ui/numbers.ts';
import { AVERAGE, type RetentionRow } from './build-retention.ts';
import { type CompareEntry, getEntryKey } from './compare-entry.ts';

export interface RetentionChartProps {
  readonly entries: readonly CompareEntry[];
  readonly rows: readonly RetentionRow[];
  readonly styles: ReadonlyMap<string, SeriesStyle>;
  /** Whether the retentions are above chance. */
  readonly aboveChance: boolean;
  readonly query: QuerySource;
}

interface Mark {
  readonly benchmark: string;
  readonly entry: string;
  readonly value: number;
  readonly low: number | null;
  readonly high: number | null;
  /** What guessing alone keeps there; null if it is not known, and above chance. */
  readonly guessing: number | null;
  readonly style: SeriesStyle | undefined;
  readonly detail: string;
}

const ROW_HEIGHT = 15;

/**
 * A point with its 95 % interval per entry and benchmark. The line at 1 is the dense model. Guessing is a tick per point as measured, and the line at 0
 * above chance.
 */
export function RetentionChart({ entries, rows, styles, aboveChance, query }: RetentionChartProps): ReactNode {
  const numbers = useNumbers();
  const words = getRetentionWords(aboveChance);
  const marks = useMemo(() => listMarks({ entries, rows, styles, numbers }), [entries, rows, styles, numbers]);
  const draw = useCallback<ChartProps['draw']>(
    (space) => {
      const benchmarks = rows.map(({ benchmark }) => benchmark);
      return drawIntervals(space, { keys: entries.map(getEntryKey), benchmarks, marks, aboveChance, numbers });
    },
    [entries, rows, marks, aboveChance, numbers],
  );
  const hasGuessing = marks.some(({ guessing }) => guessing !== null);
  const legend = [
    ...entries.map((entry): LegendEntry => {
      const style = styles.get(getEntryKey(entry));
      return { label: entry.label, mark: 'point', color: style?.color ?? 'var(--ink)', symbol: style?.symbol ?? 'circle' };
    }),
    ...(hasGuessing ? [{ label: 'guessing alone', mark: 'tick', color: 'var(--ink-2)', dash: '2 3' } as const] : []),
  ];
  const table = useMemo(
    () =>
      listCells(
        words.title,
        ['Benchmark', 'Model', words.title, 'Interval low', 'Interval high', ...(hasGuessing ? ['Guessing'] : [])],
        marks.map((mark) => [
          mark.benchmark,
          getLabel(entries, mark.entry),
          mark.value,
          mark.low,
          mark.high,
          ...(hasGuessing ? [mark.guessing] : []),
        ]),
      ),
    [entries, marks, words, hasGuessing],
  );
  return (
    <Chart
      name="retention"
      title={`${words.title} by benchmark, with 95 % intervals`}
      summary={[
        summarize(entries, rows, numbers),
        aboveChance ? '0 = guessing.' : '',
        hasGuessing ? 'A dashed tick marks what guessing alone keeps: chance ÷ the accuracy of the dense model.' : '',
      ]
        .filter(Boolean)
        .join(' ')}
      table={table}
      draw={draw}
      legend={legend}
      height={60 + rows.length * Math.max(2, entries.length) * ROW_HEIGHT}
      query={query}
    />
  );
}

interface IntervalDrawing {
  readonly keys: readonly string[];
  readonly benchmarks: readonly string[];
  readonly marks: readonly Mark[];
  readonly aboveChance: boolean;
  readonly numbers: Numbers;
}

function drawIntervals(space: ChartSpace, { keys, benchmarks, marks, aboveChance, numbers }: IntervalDrawing): Drawing {
  const words = getRetentionWords(aboveChance);
  const area = placeArea(space, { left: Math.min(space.width * 0.36, 150), right: 20, top: 8, bottom: 40 });
  const lines = aboveChance ? [0, 1] : [1];
  const bands = scaleBand(benchmarks, [area.top, area.bottom]).padding(0.12);
  const places = scalePoint(keys, [0, bands.bandwidth()]).padding(0.8);
  const x = createNumberScale({
    kind: 'linear',
    values: [...lines, ...marks.flatMap(({ value, low, high, guessing }) => [value, low ?? value, high ?? value, guessing ?? value])],
    range: [area.left, area.right],
    ticks: 6,
  });
  const atY = (mark: Mark) => getBandStart(bands, mark.benchmark) + getBandStart(places, mark.entry);
  const drawn = (
    <>
      {benchmarks.map((name) => (
        <rect
          key={name}
          x={area.left}
          y={bands(name)}
          width={area.right - area.left}
          height={bands.bandwidth()}
          fill="var(--sunken)"
          fillOpacity={0.6}
        />
      ))}
      <Axes
        area={area}
        x={{
          title: words.toAxis(words.title),
          ticks: listTicks(x, Math.max(3, Math.min(6, space.width / 90)), formatTick(numbers)),
          grid: true,
        }}
        y={{ ticks: benchmarks.map((label) => ({ at: getBandMiddle(bands, label), label })) }}
      />
      {lines.map((at) => (
        <line key={at} x1={x(at)} x2={x(at)} y1={area.top} y2={area.bottom} stroke="var(--ink-2)" data-line={at} />
      ))}
      {marks.map((mark) => {
        const { low, high, guessing, style } = mark;
        const color = style?.color ?? 'var(--ink)';
        return (
          <g key={`${mark.benchmark} ${mark.entry}`}>
            {guessing !== null && (
              <path
                d={`M${x(guessing)},${atY(mark) - ROW_HEIGHT / 2}v${ROW_HEIGHT}`}
                stroke="var(--ink-2)"
                strokeWidth={1.5}
                strokeDasharray="2 3"
                data-guessing={mark.benchmark}
              />
            )}
            {low !== null && high !== null && (
              <line x1={x(low)} x2={x(high)} y1={atY(mark)} y2={atY(mark)} stroke={color} strokeWidth={1.75} />
            )}
            <SymbolMark
              x={x(mark.value)}
              y={atY(mark)}
              radius={4}
              symbol={style?.symbol ?? 'circle'}
              fill={color}
              stroke="var(--surface)"
              strokeWidth={0.75}
            />
          </g>
        );
      })}
    </>
  );
  return { marks: drawn, targets: marks.map((mark) => ({ x: x(mark.value), y: atY(mark), text: mark.detail })) };
}

function listMarks({
  entries,
  rows,
  styles,
  numbers,
}: Omit<RetentionChartProps, 'query' | 'aboveChance'> & { readonly numbers: Numbers }): Mark[] {
  return rows.flatMap(({ benchmark, retentions }) =>
    entries.flatMap((entry): Mark[] => {
      const key = getEntryKey(entry);
      const cell = retentions.get(key);
      if (!cell || cell.value === null) return [];
      const interval = getInterval(cell);
      const range = interval ? `\n95 % interval ${numbers.fixed(interval.low, 3)} to ${numbers.fixed(interval.high, 3)}` : '';
      const guessing = cell.guessing === null ? '' : `\nguessing ${numbers.fixed(cell.guessing, 3)}`;
      return [
        {
          benchmark,
          entry: key,
          value: cell.value,
          low: interval?.low ?? null,
          high: interval?.high ?? null,
          guessing: cell.guessing,
          style: styles.get(key),
          detail: `${entry.label}\n${benchmark}: ${numbers.fixed(cell.value, 3)}${range}${guessing}`,
        },
      ];
    }),
  );
}

function getLabel(entries: readonly CompareEntry[], key: string): string {
  return entries.find((entry) => getEntryKey(entry) === key)?.label ?? key;
}

function summarize(entries: readonly CompareEntry[], rows: readonly RetentionRow[], numbers: Numbers): string {
  const average = rows.find(({ benchmark }) => benchmark === AVERAGE);
  const words = entries.map((entry) => {
    const value = average?.retentions.get(getEntryKey(entry))?.value;
    return typeof value === 'number'
      ? `${entry.label} keeps ${numbers.fixed(value, 3)} on average`
      : `${entry.label} has no complete average here`;
  });
  return `${words.join('; ')}. 1 = the dense model.`;
}
