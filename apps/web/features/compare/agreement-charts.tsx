'use client';

import { scaleBand } from 'd3-scale';
import { type ReactNode, useCallback, useMemo } from 'react';
import type { ComparisonResultFragment } from '../../generated/graphql.ts';
import { Axes } from '../chart/axes.tsx';
import { getBandMiddle } from '../chart/band-position.ts';
import { Chart, type ChartProps } from '../chart/chart.tsx';
import { type ChartSpace, type Drawing, fitLabel, placeArea } from '../chart/drawing.ts';
import { listCells } from '../chart/list-cells.ts';
import type { QuerySource } from '../query/query-source.ts';
import { useNumbers } from '../ui/locale.tsx';
import type { Numbers } from '../ui/numbers.ts';
import panel from '../ui/panel.module.css';
import { type AgreementCell, buildAgreement } from './build-agreement.ts';
import type { CompareEntry } from './compare-entry.ts';

export interface AgreementChartsProps {
  readonly entries: readonly CompareEntry[];
  readonly result: ComparisonResultFragment;
  readonly query: QuerySource;
}

/** Two matrices: whether the entries rank their layers in the same way, and whether the same layers would be removed. */
export function AgreementCharts({ entries, result, query }: AgreementChartsProps): ReactNode {
  const cells = useMemo(() => buildAgreement(entries, result), [entries, result]);
  return (
    <div className={panel.pair}>
      <Matrix
        name="agreement"
        title="Rank agreement of layers (Spearman’s ρ)"
        entries={entries}
        cells={cells}
        read={readSpearman}
        domain={SPEARMAN_DOMAIN}
        query={query}
        missing="One side is constant."
      />
      <Matrix
        name="overlap"
        title={`Overlap of the ${result.lowestCount} lowest layers (Jaccard)`}
        entries={entries}
        cells={cells}
        read={readOverlap}
        domain={OVERLAP_DOMAIN}
        query={query}
        missing="Layers of models with different numbers of layers do not correspond, so there is no overlap. The left chart compares their ranks by depth."
      />
    </div>
  );
}

const SPEARMAN_DOMAIN: readonly [number, number] = [-1, 1];
const OVERLAP_DOMAIN: readonly [number, number] = [0, 1];
const readSpearman = (cell: AgreementCell) => cell.spearman;
const readOverlap = (cell: AgreementCell) => cell.overlap;

interface MatrixProps {
  readonly name: string;
  readonly title: string;
  readonly entries: readonly CompareEntry[];
  readonly cells: readonly AgreementCell[];
  readonly read: (cell: AgreementCell) => number | null;
  readonly domain: readonly [number, number];
  /** Why a cell may be empty. */
  readonly missing: string;
  readonly query: QuerySource;
}

function Matrix({ name, title, entries, cells, read, domain, missing, query }: MatrixProps): ReactNode {
  const labels = useMemo(() => entries.map(({ label }) => label), [entries]);
  const numbers = useNumbers();
  const draw = useCallback<ChartProps['draw']>(
    (space) => drawMatrix(space, { labels, cells, read, numbers }),
    [labels, cells, read, numbers],
  );
  const table = useMemo(
    () =>
      listCells(
        title,
        ['First', 'Second', title],
        cells.map((cell) => [cell.row, cell.column, read(cell)]),
      ),
    [title, cells, read],
  );
  return (
    <Chart
      name={name}
      title={title}
      summary={summarize({ cells, read, domain, missing, numbers })}
      table={table}
      draw={draw}
      height={Math.max(190, 80 + entries.length * 44)}
      query={query}
    />
  );
}

interface MatrixDrawing extends Pick<MatrixProps, 'cells' | 'read'> {
  readonly labels: readonly string[];
  readonly numbers: Numbers;
}

function drawMatrix(space: ChartSpace, { labels, cells, read, numbers }: MatrixDrawing): Drawing {
  const isSlanted = labels.length > 2;
  const left = Math.min(space.width * 0.32, 16 + 6.5 * Math.max(...labels.map(({ length }) => length)));
  const area = placeArea(space, { left, right: 8, top: 8, bottom: isSlanted ? 60 : 28 });
  const x = scaleBand(labels, [area.left, area.right]).padding(0.04);
  const y = scaleBand(labels, [area.top, area.bottom]).padding(0.04);
  const marks = (
    <>
      <Axes
        area={area}
        x={{
          ticks: labels.map((text) => ({ at: getBandMiddle(x, text), label: fitLabel(text, 150) })),
          slanted: isSlanted,
        }}
        y={{ ticks: labels.map((text) => ({ at: getBandMiddle(y, text), label: fitLabel(text, left) })) }}
      />
      {cells.map((cell) => (
        <g key={`${cell.row} ${cell.column}`} transform={`translate(${x(cell.column)} ${y(cell.row)})`}>
          <rect width={x.bandwidth()} height={y.bandwidth()} rx={3} fill={toFill(read(cell))} />
          <text x={x.bandwidth() / 2} y={y.bandwidth() / 2} dy="0.35em" textAnchor="middle" fontSize={13} fill="var(--ink)">
            {read(cell) === null ? 'n/a' : numbers.fixed(read(cell), 2)}
          </text>
        </g>
      ))}
    </>
  );
  return { marks };
}

function toFill(value: number | null): string {
  const share = value === null ? 0 : Math.abs(value) * 70;
  const hue = value !== null && value < 0 ? 'var(--series-2)' : 'var(--series-1)';
  return `color-mix(in oklab, var(--sunken), ${hue} ${Math.round(share)}%)`;
}

function summarize({
  cells,
  read,
  domain,
  missing,
  numbers,
}: Omit<MatrixProps, 'name' | 'title' | 'entries' | 'query'> & { readonly numbers: Numbers }): string {
  const pairs = cells.filter(({ row, column }) => row < column);
  const known = pairs
    .map((cell) => ({ cell, value: read(cell) }))
    .filter((pair): pair is { cell: AgreementCell; value: number } => pair.value !== null)
    .toSorted((a, b) => b.value - a.value);
  const [most, least] = [known[0]?.cell, known.at(-1)?.cell];
  const say = (cell: AgreementCell) => `${cell.row} and ${cell.column} (${numbers.fixed(read(cell), 2)})`;
  const range = `From ${domain[0]} to ${domain[1]}; 1 = the same.`.replace('-', '−');
  const words = most && least ? (most === least ? `${say(most)}.` : `Most similar: ${say(most)}; least: ${say(least)}.`) : '';
  return [words, range, known.length < pairs.length ? `n/a: not comparable. ${missing}` : ''].filter(Boolean).join(' ');
}
