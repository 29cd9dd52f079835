'use client';

import { useQueryStates } from 'nuqs';
import { type ReactNode, useCallback, useMemo } from 'react';
import { Chart, type ChartProps } from '../chart/chart.tsx';
import { LineChart } from '../chart/line-chart.tsx';
import { listCells } from '../chart/list-cells.ts';
import type { QuerySource } from '../query/query-source.ts';
import { useNumbers } from '../ui/locale.tsx';
import panel from '../ui/panel.module.css';
import { Section } from '../ui/section.tsx';
import { Select } from '../ui/select.tsx';
import { findBestSpan, listSpans, type MeasuredSpan, parseSpan, type Span, writeSpan } from './best-span.ts';
import { drawHeatMap, listMapCells } from './draw-heat-map.tsx';
import type { Series } from './load-insight.ts';
import { modelParsers } from './model-params.ts';

export interface SimilarityProps {
  readonly series: Series;
  readonly blockCount: number;
  readonly query: QuerySource;
}

/** Similarity of the states between blocks, and the span of blocks that could be removed together. */
export function Similarity({ series, blockCount, query }: SimilarityProps): ReactNode {
  const [{ span: written }, setParams] = useQueryStates(modelParsers, { scroll: false });
  const { angularLastToken: angles, cosineMatrix: cosines } = series;
  const chosen = parseSpan(written, blockCount) ?? findBestSpan(angles, Math.max(1, Math.floor(blockCount / 4)));
  return (
    <Section
      id="similarity"
      title="How similar are the states between the blocks?"
      intro="State 0 enters the first block. Each later state leaves a block. The closer two states are, the less the blocks between them change."
      actions={chosen && <SpanSelect chosen={chosen} angles={angles} onChange={(span) => setParams({ span: writeSpan(span) })} />}
    >
      <div className={panel.pair}>
        <HeatMap cosines={cosines} chosen={chosen} query={query} />
        <SpanCharts angles={angles} chosen={chosen} blockCount={blockCount} query={query} />
      </div>
    </Section>
  );
}

interface SpanSelectProps {
  readonly chosen: Span;
  readonly angles: Series['angularLastToken'];
  readonly onChange: (span: Span) => void;
}

function SpanSelect({ chosen, angles, onChange }: SpanSelectProps): ReactNode {
  const best = listBest(angles);
  const options = best.map((span) => ({ value: writeSpan(span), label: describeSpan(span) }));
  const isListed = options.some(({ value }) => value === writeSpan(chosen));
  return (
    <Select
      label="Span"
      value={writeSpan(chosen)}
      options={isListed ? options : [{ value: writeSpan(chosen), label: `${describeSpan(chosen)}, chosen` }, ...options]}
      onChange={(value) => onChange(parseSpan(value, angles.length - 1) ?? chosen)}
    />
  );
}

function listBest(angles: Series['angularLastToken']): readonly MeasuredSpan[] {
  return Array.from({ length: Math.max(angles.length - 2, 0) }, (_, index) => findBestSpan(angles, index + 1)).filter(
    (span) => span !== null,
  );
}

function describeSpan({ start, length }: Span): string {
  return length === 1 ? `block ${start}` : `blocks ${start} to ${start + length - 1}`;
}

interface HeatMapProps {
  readonly cosines: Series['cosineMatrix'];
  readonly chosen: Span | null;
  readonly query: ChartProps['query'];
}

function HeatMap({ cosines, chosen, query }: HeatMapProps): ReactNode {
  const cells = useMemo(() => listMapCells(cosines), [cosines]);
  const numbers = useNumbers();
  const draw = useCallback<ChartProps['draw']>((space) => drawHeatMap(space, { cells, chosen, numbers }), [cells, chosen, numbers]);
  const table = useMemo(
    () =>
      listCells(
        'Mean cosine between two states',
        ['From state', 'To state', 'Mean cosine'],
        cells.filter(({ x, y }) => x > y).map(({ x, y, value }) => [y, x, value]),
      ),
    [cells],
  );
  const value = chosen && cosines[chosen.start]?.[chosen.start + chosen.length];
  const outlined = chosen ? ` The outlined cell spans ${describeSpan(chosen)}: ${numbers.fixed(value, 4)}.` : '';
  return (
    <Chart
      name="similarity"
      title="Cosine between states"
      summary={`Mean cosine of every pair of the ${cosines.length} states, before the final norm; 1 = the same direction; darker cells are further from it.${outlined}`}
      table={table}
      draw={draw}
      height={560}
      square
      {...(query && { query })}
    />
  );
}

interface SpanChartsProps {
  readonly angles: Series['angularLastToken'];
  readonly chosen: Span | null;
  readonly blockCount: number;
  readonly query: ChartProps['query'];
}

function SpanCharts({ angles, chosen, blockCount, query }: SpanChartsProps): ReactNode {
  const numbers = useNumbers();
  const best = useMemo(() => listBest(angles), [angles]);
  const lengths = useMemo(
    () => [
      {
        name: 'Closest span of each length',
        points: best.map(({ length, value }) => ({ x: length, y: value, low: null, high: null })),
      },
    ],
    [best],
  );
  const length = chosen?.length ?? 1;
  const starts = useMemo(
    () => [
      {
        name: `Spans of ${length} ${length === 1 ? 'block' : 'blocks'}`,
        points: listSpans(angles, length).map(({ start, value }) => ({ x: start, y: value, low: null, high: null })),
      },
    ],
    [angles, length],
  );
  const own = chosen && best.find((span) => span.length === chosen.length);
  return (
    <div className={panel.stack}>
      <LineChart
        name="span-lengths"
        title="The cost of a longer span"
        series={lengths}
        summary={`Angle of the closest span of each length, ÷ π, at a window’s last token${own ? `; for ${own.length}: ${numbers.fixed(own.value, 4)}, ${describeSpan(own)}` : ''}.`}
        xTitle={`Blocks in the span (of ${blockCount})`}
        yTitle="Angular distance ÷ π"
        yScale="linear"
        digits={4}
        height={175}
        wholeX
        {...(query && { query })}
      />
      <LineChart
        name="span-starts"
        title={`Where ${length} ${length === 1 ? 'block does' : 'blocks do'} least`}
        series={starts}
        summary={`Angle between the states before and after every span of ${length}, by its first block; the lowest span is the best to remove.`}
        xTitle="First block of the span"
        yTitle="Angular distance ÷ π"
        yScale="linear"
        digits={4}
        height={175}
        wholeX
        {...(query && { query })}
      />
    </div>
  );
}
