'use client';

import { scaleBand, scaleLinear } from 'd3-scale';
import { type ReactNode, useCallback, useMemo } from 'react';
import { Chart, type ChartProps } from '../chart/chart.tsx';
import type { ChartSpace, Drawing } from '../chart/drawing.ts';
import { listCells } from '../chart/list-cells.ts';
import type { QuerySource } from '../query/query-source.ts';
import { formatBytes } from '../ui/format.ts';
import { numbers } from '../ui/numbers.ts';
import { describeWords, listWordBars, type TokenClassFacts, type WordBar } from './read-words.ts';

const ROW = 24;
const MARGIN = { left: 150, top: 26, right: 8 };
/** Narrower drawings have no room for three bars side by side. */
const WIDE = 560;
/** Room for the number behind a bar. */
const NUMBER = 64;

export interface WordsChartProps {
  readonly slug: string;
  readonly classes: readonly TokenClassFacts[];
  readonly query: QuerySource;
}

/** Rows, bytes and occurrences of each class of tokens as bars, side by side. */
export function WordsChart({ slug, classes, query }: WordsChartProps): ReactNode {
  const bars = useMemo(() => listWordBars(classes), [classes]);
  const draw = useCallback<ChartProps['draw']>((space) => drawWords(space, bars), [bars]);
  const [first] = classes;
  const table = useMemo(() => {
    const texts = classes[0]?.occurrences.map(({ text }) => text) ?? []; // No class has no texts.
    const heads = texts.map((text) => [text, `Occurrences in ${text}`] as const);
    return listCells(
      `Tokens by what they write, ${slug}`,
      [['class', 'Class'], ['rows', 'Tokens'], ['bytes', 'Bytes'], ...heads],
      classes.map(({ name, rows, bytes, occurrences }) => [name, rows, bytes, ...occurrences.map(({ count }) => count)]),
    );
  }, [classes, slug]);
  return (
    <Chart
      name="words"
      title={describeWords(classes)}
      summary={`Rows of the embedding, their bytes in the file, and how often the tokens occur in the texts: ${first?.occurrences.map(({ text }) => text).join(', ')}, read by the model’s own tokenizer.`}
      table={table}
      draw={draw}
      height={MARGIN.top + ROW * bars.length + 4}
      query={query}
    />
  );
}

interface Measure {
  readonly title: string;
  readonly color: string;
  readonly find: (bar: WordBar) => number | null;
  readonly write: (value: number) => string;
}

const BYTES = 'bytes';

const MEASURES: readonly Measure[] = [
  { title: 'tokens', color: 'var(--series-1)', find: ({ rows }) => rows, write: numbers.integer },
  { title: BYTES, color: 'var(--series-8)', find: ({ bytes }) => bytes, write: formatBytes },
  { title: 'in the texts', color: 'var(--series-3)', find: ({ count }) => count, write: numbers.integer },
];

function drawWords({ width, height }: ChartSpace, bars: readonly WordBar[]): Drawing {
  // Bytes are proportional to tokens, and stand in the table, too.
  const wanted = width < WIDE ? MEASURES.filter(({ title }) => title !== BYTES) : MEASURES;
  const known = wanted.filter(({ find }) => bars.every((bar) => find(bar) !== null));
  const y = scaleBand(bars.keys(), [MARGIN.top, height]).padding(0.25);
  const panel = (width - MARGIN.left - MARGIN.right) / known.length;
  const placeOf = (place: number): number => y(place) ?? 0; // Every bar has a place.
  const middleOf = (place: number): number => placeOf(place) + y.bandwidth() / 2;
  const panels = known.map(({ title, color, find, write }, column) => {
    const left = MARGIN.left + column * panel;
    const values = bars.map((bar) => find(bar) ?? 0); // Only known measures are drawn.
    const x = scaleLinear([0, Math.max(1, ...values)], [0, Math.max(panel - NUMBER, 1)]);
    return { title, color, write, left, cells: values.map((value, place) => ({ value, width: x(value), place })) };
  });
  const marks = (
    <g fill="var(--ink-2)">
      {bars.map(({ label }, place) => (
        <text key={label} x={MARGIN.left - 8} y={middleOf(place)} dy="0.32em" textAnchor="end">
          {label}
        </text>
      ))}
      {panels.map(({ title, color, write, left, cells }) => (
        <g key={title}>
          <text x={left} y={14}>
            {title}
          </text>
          {cells.map(({ value, width: length, place }) => (
            <g key={place}>
              <rect x={left} y={placeOf(place)} width={length} height={y.bandwidth()} fill={color} />
              <text x={left + length + 4} y={middleOf(place)} dy="0.32em">
                {write(value)}
              </text>
            </g>
          ))}
        </g>
      ))}
    </g>
  );
  return { marks };
}
