'use client';

import { type ReactNode, useCallback, useMemo } from 'react';
import type { ComparisonResultFragment } from '../../generated/graphql.ts';
import { Chart, type ChartProps } from '../chart/chart.tsx';
import { listCells } from '../chart/list-cells.ts';
import panel from '../ui/panel.module.css';
import { type AgreementCell, buildAgreement } from './build-agreement.ts';
import type { CompareEntry } from './compare-entry.ts';

export interface AgreementChartsProps {
  readonly entries: readonly CompareEntry[];
  readonly result: ComparisonResultFragment;
}

/** Two matrices: whether the entries rank their layers alike, and whether they would lose the same ones. */
export function AgreementCharts({ entries, result }: AgreementChartsProps): ReactNode {
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
        missing="One side is constant."
      />
      <Matrix
        name="overlap"
        title={`Overlap of the ${result.lowestCount} lowest layers (Jaccard)`}
        entries={entries}
        cells={cells}
        read={readOverlap}
        domain={OVERLAP_DOMAIN}
        missing="Models with different numbers of layers have no layers in common to count: their ranks are compared by depth on the left."
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
}

function Matrix({ name, title, entries, cells, read, domain, missing }: MatrixProps): ReactNode {
  const labels = useMemo(() => entries.map(({ label }) => label), [entries]);
  const draw = useCallback<ChartProps['draw']>(
    (plot, { width }) => ({
      marginLeft: Math.min(width * 0.32, 8 + 6.5 * Math.max(...labels.map(({ length }) => length))),
      marginBottom: 60,
      marginTop: 8,
      padding: 0.04,
      x: { domain: labels, label: null, tickSize: 0, tickRotate: labels.length > 2 ? -20 : 0 },
      y: { domain: labels, label: null, tickSize: 0 },
      marks: [
        plot.cell(cells, {
          x: 'column',
          y: 'row',
          rx: 3,
          fill: (cell: AgreementCell) => {
            const value = read(cell);
            const share = value === null ? 0 : Math.abs(value) * 70;
            const hue = value !== null && value < 0 ? 'var(--series-2)' : 'var(--series-1)';
            return `color-mix(in oklab, var(--sunken), ${hue} ${Math.round(share)}%)`;
          },
        }),
        plot.text(cells, {
          x: 'column',
          y: 'row',
          text: (cell: AgreementCell) => read(cell)?.toFixed(2).replace('-', '−') ?? 'n/a',
          fill: 'var(--ink)',
          fontSize: 13,
        }),
      ],
    }),
    [labels, cells, read],
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
      summary={summarize({ cells, read, domain, missing })}
      table={table}
      draw={draw}
      height={Math.max(220, 90 + entries.length * 44)}
    />
  );
}

function summarize({ cells, read, domain, missing }: Pick<MatrixProps, 'cells' | 'read' | 'domain' | 'missing'>): string {
  const pairs = cells.filter(({ row, column }) => row < column);
  const known = pairs.filter((cell) => read(cell) !== null).toSorted((a, b) => (read(b) ?? 0) - (read(a) ?? 0));
  const [most, least] = [known[0], known.at(-1)];
  const say = (cell: AgreementCell) => `${cell.row} and ${cell.column} (${read(cell)?.toFixed(2)})`;
  const range = `From ${domain[0]} to ${domain[1]}; 1 = the same.`.replace('-', '−');
  const words = most && least ? (most === least ? `${say(most)}.` : `Most alike: ${say(most)}; least: ${say(least)}.`) : '';
  return [words, range, known.length < pairs.length ? `n/a: not comparable. ${missing}` : ''].filter(Boolean).join(' ');
}
