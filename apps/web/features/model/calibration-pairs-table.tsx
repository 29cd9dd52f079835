'use client';

import { type ReactNode, useMemo } from 'react';
import type { QuerySource } from '../query/query-source.ts';
import type { Column } from '../table/column.ts';
import { DataTable } from '../table/data-table.tsx';
import { countOf } from '../ui/count-of.ts';
import { formatEstimate, formatInterval } from '../ui/interval.ts';
import { useNumbers } from '../ui/locale.tsx';
import { MISSING, type Numbers } from '../ui/numbers.ts';
import table from '../ui/table.module.css';
import type { Sensitivity } from './load-insight.ts';

export interface CalibrationPairsTableProps {
  readonly pairs: Sensitivity['pairs'];
  readonly runs: Sensitivity['runs'];
  readonly query: QuerySource;
}

type Pair = Sensitivity['pairs'][number];
type Estimate = Pair['jaccard'];

/** Agreement of each pair of calibrations about the order of the blocks. */
export function CalibrationPairsTable({ pairs, runs, query }: CalibrationPairsTableProps): ReactNode {
  const columns = useMemo(() => listColumns(runs), [runs]);
  return (
    <DataTable
      title="Agreement of each pair of calibrations, with 95 % intervals"
      name="pair"
      prefix="pairs-"
      rows={pairs}
      columns={columns}
      getRowId={getRowId}
      rowHeader="pair"
      status={countOf(pairs.length, 'pair')}
      empty="There is only one calibration, so there are no pairs."
      query={query}
    />
  );
}

function getRowId({ first, second }: Pair): string {
  return `${first + 1}-${second + 1}`;
}

function listColumns(runs: Sensitivity['runs']): readonly Column<Pair>[] {
  return [
    {
      id: 'pair',
      title: 'Pair',
      hint: 'of numbers above',
      width: 120,
      value: ({ first, second }) => `${first + 1} and ${second + 1}`,
      look: ({ first, second }) => ({ title: `${runs[first]?.label} and ${runs[second]?.label}` }),
    },
    toEstimateColumn({
      id: 'spearman',
      title: 'Spearman',
      definition: 'Rank correlation of the two orders of all blocks: 1 = the same order.',
      read: ({ spearman }) => spearman,
    }),
    toEstimateColumn({
      id: 'kendall',
      title: 'Kendall τ-b',
      definition: 'Share of block pairs in the same order minus the share in the opposite order, corrected for ties.',
      read: ({ kendallTauB }) => kendallTauB,
    }),
    toEstimateColumn({
      id: 'overlap',
      title: 'Overlap',
      hint: 'Jaccard',
      definition: 'Blocks that both calibrations would remove ÷ blocks that at least one of them would remove.',
      read: ({ jaccard }) => jaccard,
    }),
  ];
}

interface EstimateColumn extends Pick<Column<Pair>, 'id' | 'title' | 'definition' | 'hint'> {
  readonly read: (pair: Pair) => Estimate;
}

function toEstimateColumn({ read, ...head }: EstimateColumn): Column<Pair> {
  return {
    ...head,
    numeric: true,
    width: 116,
    value: (pair) => read(pair).value,
    text: (pair, numbers) => describe(read(pair), numbers),
    render: (pair) => <EstimateValue estimate={read(pair)} />,
    details: [
      { id: `${head.id}_low`, value: (pair) => read(pair).confidenceInterval?.low ?? null },
      { id: `${head.id}_high`, value: (pair) => read(pair).confidenceInterval?.high ?? null },
    ],
  };
}

function describe({ value, confidenceInterval: interval }: Estimate, numbers: Numbers): string {
  return value === null ? MISSING : formatEstimate(value, interval, (one) => numbers.fixed(one, 2));
}

function EstimateValue({ estimate: { value, confidenceInterval: interval } }: { readonly estimate: Estimate }): ReactNode {
  const numbers = useNumbers();
  return (
    <>
      {numbers.fixed(value, 2)}
      {interval && <span className={table.sub}>{formatInterval(interval, (end) => numbers.fixed(end, 2))}</span>}
    </>
  );
}
