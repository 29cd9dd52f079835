'use client';

import Link from 'next/link';
import type { ReactNode } from 'react';
import type { PublishedMetric, PublishedResultsQuery } from '../../generated/graphql.ts';
import { getUnitSetLabel } from '../pruning/unit-sets.ts';
import type { QuerySource } from '../query/query-source.ts';
import { getRepairLabel } from '../repair/repair-name.ts';
import type { Column } from '../table/column.ts';
import { DataTable } from '../table/data-table.tsx';
import { numbers } from '../ui/numbers.ts';
import type { BitsRow, KindRow, RepairShare, SearchGain } from './read-findings.ts';

const getId = ({ id }: { readonly id: string }): string => id;
const times = (value: number): string => `${numbers.rounded(value)}×`;

const SHARE_COLUMNS: readonly Column<RepairShare>[] = [
  { id: 'repair', title: 'Repair', width: 220, value: ({ repair }) => getRepairLabel(repair) },
  { id: 'model', title: 'Model', width: 200, value: ({ model }) => model },
  { id: 'sets', title: 'Sets', hint: 'of removed blocks', numeric: true, width: 120, value: ({ sets }) => sets },
  toShareColumn('own', 'On its own text', ({ own }) => own),
  toShareColumn('other', 'On another text', ({ other }) => other),
];

function toShareColumn(id: string, title: string, value: (share: RepairShare) => number | null): Column<RepairShare> {
  return {
    id,
    title,
    hint: 'share of the loss taken back',
    definition:
      'Sum of ln(perplexity alone ÷ repaired) over the sets ÷ sum of ln(perplexity alone ÷ whole). Below 0 it adds to the loss; above 100 % is better than the whole model.',
    numeric: true,
    width: 210,
    value,
    format: (share) => (share < -1 ? 'more than doubles it' : numbers.percent(share, 0)),
  };
}

/** Repairs of each model: the share of the loss that they take back, by the text that judges. */
export function RepairSharesTable({ shares, query }: { readonly shares: readonly RepairShare[]; readonly query: QuerySource }): ReactNode {
  return (
    <DataTable
      title="Repairs on their own text and on another"
      name="repair"
      prefix="repairs-"
      rows={shares}
      columns={SHARE_COLUMNS}
      getRowId={({ model, repair }) => `${model}/${repair}`}
      rowHeader="repair"
      empty="No repair was measured yet."
      query={query}
    />
  );
}

const GAIN_COLUMNS: readonly Column<SearchGain>[] = [
  {
    id: 'model',
    title: 'Model',
    width: 240,
    value: ({ cost }) => cost.model.name,
    render: ({ cost }) => <Link href={`/models/${encodeURIComponent(cost.model.slug)}`}>{cost.model.name}</Link>,
  },
  { id: 'units', title: 'Units', width: 170, value: ({ cost }) => getUnitSetLabel(cost.units) },
  { id: 'removed', title: 'Removed', numeric: true, first: 'asc', width: 100, value: ({ removed }) => removed },
  {
    id: 'influence',
    title: 'By influence',
    hint: '× perplexity',
    numeric: true,
    first: 'asc',
    width: 140,
    value: ({ influence }) => influence,
    format: times,
  },
  {
    id: 'best',
    title: 'The cheapest',
    hint: '× perplexity',
    numeric: true,
    first: 'asc',
    width: 140,
    value: ({ best }) => best,
    format: times,
  },
  { id: 'choice', title: 'Chosen by', width: 200, value: ({ cost }) => (cost.best === null ? null : cost.best.name) },
];

/** What searches and other measures gain over influence. */
export function SearchesTable({ gains }: { readonly gains: readonly SearchGain[] }): ReactNode {
  return (
    <DataTable
      title="Influence and the cheapest other choice"
      name="gain"
      prefix="searches-"
      rows={gains}
      columns={GAIN_COLUMNS}
      getRowId={getId}
      rowHeader="model"
      empty="No search was measured yet."
    />
  );
}

const BITS_COLUMNS: readonly Column<BitsRow>[] = [
  { id: 'model', title: 'Model', width: 220, value: ({ model }) => model },
  { id: 'precision', title: 'Precision', width: 120, value: ({ precision }) => precision },
  { id: 'removed', title: 'Blocks', hint: 'removed', numeric: true, first: 'asc', width: 100, value: ({ removed }) => removed },
  {
    id: 'bytes',
    title: 'Weights',
    hint: 'of the whole',
    numeric: true,
    first: 'asc',
    width: 120,
    value: ({ bytes }) => bytes,
    format: (value) => numbers.percent(value, 0),
  },
  { id: 'cost', title: 'Perplexity', hint: '÷ whole', numeric: true, first: 'asc', width: 120, value: ({ cost }) => cost, format: times },
];

/** Quantized and pruned forms of the same models. */
export function BitsTable({ rows, query }: { readonly rows: readonly BitsRow[]; readonly query: QuerySource }): ReactNode {
  return (
    <DataTable
      title="Fewer bits and fewer blocks"
      name="form"
      prefix="bits-"
      rows={rows}
      columns={BITS_COLUMNS}
      getRowId={getId}
      rowHeader="model"
      sort={BITS_SORT}
      empty="No quantized form was measured yet."
      query={query}
    />
  );
}

const BITS_SORT = [
  { id: 'model', desc: false },
  { id: 'cost', desc: false },
] as const;

const KIND_COLUMNS: readonly Column<KindRow>[] = [
  { id: 'kind', title: 'Kind of block', width: 200, value: ({ kind }) => kind },
  { id: 'model', title: 'Model', width: 220, value: ({ model }) => model },
  { id: 'blocks', title: 'Blocks', numeric: true, width: 100, value: ({ blocks }) => blocks },
  {
    id: 'mean',
    title: 'Influence',
    hint: 'mean over them',
    numeric: true,
    first: 'asc',
    width: 140,
    value: ({ mean }) => mean,
    format: (value) => numbers.significant(value, 2),
  },
  {
    id: 'lowest',
    title: 'Among the lowest',
    hint: 'quarter of all blocks',
    numeric: true,
    width: 150,
    value: ({ lowest }) => lowest,
    text: ({ lowest, blocks }) => `${lowest} of ${blocks}`,
  },
];

/** Hybrids: the kinds of their blocks, the most redundant first. */
export function KindsTable({ rows, query }: { readonly rows: readonly KindRow[]; readonly query: QuerySource }): ReactNode {
  return (
    <DataTable
      title="Influence by kind of block"
      name="kind"
      prefix="kinds-"
      rows={rows}
      columns={KIND_COLUMNS}
      getRowId={getId}
      rowHeader="kind"
      empty="No measured model has several kinds of blocks."
      query={query}
    />
  );
}

type Published = PublishedResultsQuery['publishedResults']['nodes'][number];

const METRICS: Readonly<Record<PublishedMetric, string>> = {
  ACCURACY_PERCENT: 'accuracy, %',
  ACCURACY_FRACTION: 'accuracy, 0 to 1',
  ROUGE_PERCENT: 'ROUGE, %',
  AVERAGE_PERCENT: 'mean, %',
  AVERAGE_FRACTION: 'mean, 0 to 1',
  PERCENT_OF_DENSE: '% of the whole model',
  PERPLEXITY: 'perplexity',
  TOKENS_PER_SECOND: 'tokens/s',
  SPEEDUP: '× speed',
};

const PUBLISHED_COLUMNS: readonly Column<Published>[] = [
  {
    id: 'paper',
    title: 'Paper',
    width: 150,
    value: ({ paper }) => paper.split(':')[0] ?? paper,
    render: ({ paper, url }) => (
      <a href={url} title={paper}>
        {paper.split(':')[0]}
      </a>
    ),
    details: [
      { id: 'url', value: ({ url }) => url },
      { id: 'note', value: ({ note }) => note },
      { id: 'check', value: ({ verification }) => verification?.check ?? null },
    ],
  },
  { id: 'table', title: 'Table', width: 90, value: ({ table }) => table },
  { id: 'model', title: 'Model', width: 170, value: ({ model }) => model },
  { id: 'method', title: 'Method', width: 220, value: ({ method }) => method },
  { id: 'unit', title: 'Unit', width: 100, value: ({ unit }) => (unit === null ? null : unit.toLowerCase()) },
  { id: 'repair', title: 'Repair', width: 150, value: ({ repair }) => repair },
  {
    id: 'removed',
    title: 'Removed',
    numeric: true,
    first: 'asc',
    width: 100,
    value: ({ removedRatio }) => removedRatio,
    format: (value) => numbers.percent(value, 1),
  },
  { id: 'benchmark', title: 'Benchmark', width: 150, value: ({ benchmark }) => benchmark },
  {
    id: 'value',
    title: 'Printed',
    numeric: true,
    width: 100,
    value: ({ value }) => value,
    format: (value) => numbers.rounded(value, 6),
  },
  { id: 'metric', title: 'Measure', width: 160, value: ({ metric }) => METRICS[metric] },
];

export interface PublishedTableProps {
  readonly rows: readonly Published[];
  /** How many printed numbers are stored. */
  readonly total: number;
  readonly query: QuerySource;
}

/** Numbers as papers print them; none of them was measured here. */
export function PublishedTable({ rows, total, query }: PublishedTableProps): ReactNode {
  return (
    <DataTable
      title="Published numbers"
      name="published"
      prefix="published-"
      rows={rows}
      columns={PUBLISHED_COLUMNS}
      getRowId={getId}
      rowHeader="paper"
      status={`${rows.length} of ${numbers.integer(total)} printed numbers, which the query reads; none of them was measured here`}
      empty="No published number is stored."
      query={query}
    />
  );
}
