'use client';

import { type ReactNode, useCallback, useMemo } from 'react';
import { Chart, type ChartProps } from '../chart/chart.tsx';
import type { LegendEntry } from '../chart/legend.ts';
import { listCells } from '../chart/list-cells.ts';
import type { SeriesStyle } from '../chart/series-style.ts';
import { getInterval } from '../pruning/retention-value.tsx';
import type { QuerySource } from '../query/query-source.ts';
import { AVERAGE, type RetentionRow } from './build-retention.ts';
import { type CompareEntry, getEntryKey } from './compare-entry.ts';

export interface RetentionChartProps {
  readonly entries: readonly CompareEntry[];
  readonly rows: readonly RetentionRow[];
  readonly styles: ReadonlyMap<string, SeriesStyle>;
  readonly query: QuerySource;
}

interface Mark {
  readonly benchmark: string;
  readonly entry: string;
  readonly value: number;
  readonly low: number | null;
  readonly high: number | null;
  readonly style: SeriesStyle | undefined;
  readonly detail: string;
}

const ROW_HEIGHT = 15;

/** A point with its 95 % interval per entry and benchmark; the line at 1 is the dense model. */
export function RetentionChart({ entries, rows, styles, query }: RetentionChartProps): ReactNode {
  const marks = useMemo(() => listMarks(entries, rows, styles), [entries, rows, styles]);
  const draw = useCallback<ChartProps['draw']>(
    (plot, { width }) => ({
      marginLeft: Math.min(width * 0.36, 150),
      marginTop: 8,
      marginBottom: 40,
      x: { label: 'Retention (pruned ÷ dense accuracy)', tickSize: 0, ticks: 6, nice: true },
      y: { domain: entries.map(getEntryKey), axis: null, padding: 0.5 },
      fy: { domain: rows.map(({ benchmark }) => benchmark), label: null, padding: 0.12, tickSize: 0 },
      marks: [
        plot.axisFy({ anchor: 'left', label: null, tickSize: 0, textAnchor: 'end', fill: 'var(--ink-2)' }),
        plot.frame({ stroke: 'none', fill: 'var(--sunken)', fillOpacity: 0.6 }),
        plot.gridX({ stroke: 'var(--line)', strokeOpacity: 1 }),
        plot.ruleX([1], { stroke: 'var(--ink-2)' }),
        plot.link(marks, {
          fy: 'benchmark',
          y: 'entry',
          x1: 'low',
          x2: 'high',
          stroke: (mark: Mark) => mark.style?.color ?? 'var(--ink-2)',
          strokeWidth: 1.75,
        }),
        ...entries.map((entry) => {
          const style = styles.get(getEntryKey(entry));
          return plot.dot(
            marks.filter((mark) => mark.entry === getEntryKey(entry)),
            { fy: 'benchmark', y: 'entry', x: 'value', fill: style?.color ?? 'var(--ink)', symbol: style?.symbol ?? 'circle', r: 4 },
          );
        }),
        plot.tip(
          marks,
          plot.pointer({ fy: 'benchmark', y: 'entry', x: 'value', title: 'detail', fill: 'var(--surface)', stroke: 'var(--line-strong)' }),
        ),
      ],
    }),
    [entries, rows, styles, marks],
  );
  const legend = entries.map((entry): LegendEntry => {
    const style = styles.get(getEntryKey(entry));
    return { label: entry.label, mark: 'point', color: style?.color ?? 'var(--ink)', symbol: style?.symbol ?? 'circle' };
  });
  const table = useMemo(
    () =>
      listCells(
        'Retention',
        ['Benchmark', 'Model', 'Retention', 'Interval low', 'Interval high'],
        marks.map((mark) => [mark.benchmark, getLabel(entries, mark.entry), mark.value, mark.low, mark.high]),
      ),
    [entries, marks],
  );
  return (
    <Chart
      name="retention"
      title="Retention by benchmark, with 95 % intervals"
      summary={summarize(entries, rows)}
      table={table}
      draw={draw}
      legend={legend}
      height={60 + rows.length * Math.max(2, entries.length) * ROW_HEIGHT}
      query={query}
    />
  );
}

function listMarks(entries: readonly CompareEntry[], rows: readonly RetentionRow[], styles: ReadonlyMap<string, SeriesStyle>): Mark[] {
  return rows.flatMap(({ benchmark, retentions }) =>
    entries.flatMap((entry): Mark[] => {
      const key = getEntryKey(entry);
      const cell = retentions.get(key);
      if (!cell || cell.value === null) return [];
      const interval = getInterval(cell);
      const range = interval ? `\n95 % interval ${interval.low.toFixed(3)} to ${interval.high.toFixed(3)}` : '';
      return [
        {
          benchmark,
          entry: key,
          value: cell.value,
          low: interval?.low ?? null,
          high: interval?.high ?? null,
          style: styles.get(key),
          detail: `${entry.label}\n${benchmark}: ${cell.value.toFixed(3)}${range}`,
        },
      ];
    }),
  );
}

function getLabel(entries: readonly CompareEntry[], key: string): string {
  return entries.find((entry) => getEntryKey(entry) === key)?.label ?? key;
}

function summarize(entries: readonly CompareEntry[], rows: readonly RetentionRow[]): string {
  const average = rows.find(({ benchmark }) => benchmark === AVERAGE);
  const words = entries.map((entry) => {
    const value = average?.retentions.get(getEntryKey(entry))?.value;
    return typeof value === 'number'
      ? `${entry.label} keeps ${value.toFixed(3)} on average`
      : `${entry.label} has no complete average here`;
  });
  return `${words.join('; ')}. 1 = the dense model.`;
}
