'use client';

import Link from 'next/link';
import type { ReactNode } from 'react';
import type { PublishedMetric, PublishedResultsQuery } from '../../generated/graphql.ts';
import { getUnitSetLabel } from '../pruning/unit-sets.ts';
import { getRepairLabel } from '../repair/repair-name.ts';
import { type Column, toNumberColumn } from '../table/column.ts';
import { DataTable, type DataTableProps } from '../table/data-table.tsx';
import { numbers } from '../ui/numbers.ts';
import type { BitsRow, KindRow, RepairShare, SearchGain } from './read-findings.ts';

/** A table of one finding; the page gives it rows. */
function toTable<Row extends { readonly id: string }>(
  table: Pick<Props<Row>, 'title' | 'name' | 'prefix' | 'columns' | 'rowHeader' | 'sort' | 'empty'>,
) {
  return (props: Pick<Props<Row>, 'rows' | 'query' | 'status'>): ReactNode => <DataTable {...table} {...props} />;
}

type Props<Row extends object> = DataTableProps<Row>;
const times = (value: number): string => `${numbers.rounded(value)}×`;

const SHARE_COLUMNS: readonly Column<RepairShare>[] = [
  { id: 'repair', title: 'Repair', width: 220, value: ({ repair }) => getRepairLabel(repair) },
  { id: 'model', title: 'Model', width: 200, value: ({ model }) => model },
  { id: 'solved_on', title: 'Solved on', width: 160, value: ({ calibration }) => calibration },
  toNumberColumn({ id: 'tokens', title: 'Tokens', hint: 'solved with', width: 100 }, ({ tokens }) => tokens),
  toNumberColumn({ id: 'sets', title: 'Sets', hint: 'of removed blocks', width: 120 }, ({ sets }) => sets),
  toTakenBackColumn('same_source', 'On a text of its source', ({ sameSource }) => sameSource),
  toTakenBackColumn('other_source', 'On another text', ({ otherSource }) => otherSource),
];

function toTakenBackColumn(id: string, title: string, value: (share: RepairShare) => number | null): Column<RepairShare> {
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
export const RepairSharesTable = toTable<RepairShare>({
  title: 'Repairs on their own text and on another',
  name: 'repair',
  prefix: 'repairs-',
  columns: SHARE_COLUMNS,
  rowHeader: 'repair',
  empty: 'No repair was measured yet.',
});

const GAIN_COLUMNS: readonly Column<SearchGain>[] = [
  {
    id: 'model',
    title: 'Model',
    width: 240,
    value: ({ cost }) => cost.model.name,
    render: ({ cost }) => <Link href={`/models/${encodeURIComponent(cost.model.slug)}`}>{cost.model.name}</Link>,
  },
  { id: 'units', title: 'Units', width: 170, value: ({ cost }) => getUnitSetLabel(cost.units) },
  toNumberColumn({ id: 'removed', title: 'Removed', first: 'asc', width: 100 }, ({ removed }) => removed),
  toNumberColumn(
    { id: 'influence', title: 'By influence', hint: '× perplexity', first: 'asc', width: 140 },
    ({ influence }) => influence,
    times,
  ),
  toNumberColumn({ id: 'best', title: 'Best other', hint: '× perplexity', first: 'asc', width: 140 }, ({ best }) => best, times),
  { id: 'choice', title: 'Chosen by', width: 200, value: ({ cost }) => (cost.best === null ? null : cost.best.name) },
];

/** What a search, or another score, gains over influence. */
export const SearchesTable = toTable<SearchGain>({
  title: 'Influence and the best other choice',
  name: 'gain',
  prefix: 'searches-',
  columns: GAIN_COLUMNS,
  rowHeader: 'model',
  empty: 'No search was measured yet.',
});

const BITS_COLUMNS: readonly Column<BitsRow>[] = [
  { id: 'model', title: 'Model', width: 220, value: ({ model }) => model },
  { id: 'precision', title: 'Precision', width: 120, value: ({ precision }) => precision ?? 'of the model' },
  toNumberColumn({ id: 'removed', title: 'Blocks', hint: 'removed', first: 'asc', width: 100 }, ({ removed }) => removed),
  toNumberColumn(
    { id: 'bytes', title: 'File', hint: '÷ whole', first: 'asc', width: 120 },
    ({ bytes }) => bytes,
    (value) => numbers.percent(value, 0),
  ),
  toNumberColumn({ id: 'cost', title: 'Perplexity', hint: '÷ whole', first: 'asc', width: 120 }, ({ cost }) => cost, times),
];

const BITS_SORT = [
  { id: 'model', desc: false },
  { id: 'cost', desc: false },
] as const;

/** Quantized and pruned forms of the same models. */
export const BitsTable = toTable<BitsRow>({
  title: 'Fewer bits and fewer blocks',
  name: 'form',
  prefix: 'bits-',
  columns: BITS_COLUMNS,
  rowHeader: 'model',
  sort: BITS_SORT,
  empty: 'No measured change makes a file smaller.',
});

const KIND_COLUMNS: readonly Column<KindRow>[] = [
  { id: 'kind', title: 'Kind of block', width: 200, value: ({ kind }) => kind },
  { id: 'model', title: 'Model', width: 220, value: ({ model }) => model },
  toNumberColumn({ id: 'blocks', title: 'Blocks', width: 100 }, ({ blocks }) => blocks),
  toNumberColumn(
    { id: 'mean', title: 'Influence', hint: 'mean over them', first: 'asc', width: 140 },
    ({ mean }) => mean,
    (value) => numbers.significant(value, 2),
  ),
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
export const KindsTable = toTable<KindRow>({
  title: 'Influence by kind of block',
  name: 'kind',
  prefix: 'kinds-',
  columns: KIND_COLUMNS,
  rowHeader: 'kind',
  empty: 'No measured model has several kinds of blocks.',
});

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
    ],
  },
  { id: 'table', title: 'Table', width: 90, value: ({ table }) => table },
  { id: 'model', title: 'Model', width: 170, value: ({ model }) => model },
  { id: 'method', title: 'Method', width: 220, value: ({ method }) => method },
  { id: 'unit', title: 'Unit', width: 100, value: ({ unit }) => (unit === null ? null : unit.toLowerCase()) },
  { id: 'repair', title: 'Repair', width: 150, value: ({ repair }) => repair },
  toNumberColumn(
    { id: 'removed', title: 'Removed', first: 'asc', width: 100 },
    ({ removedRatio }) => removedRatio,
    (value) => numbers.percent(value, 1),
  ),
  { id: 'benchmark', title: 'Benchmark', width: 150, value: ({ benchmark }) => benchmark },
  toNumberColumn(
    { id: 'value', title: 'Printed', width: 100 },
    ({ value }) => value,
    (value) => numbers.rounded(value, 6),
  ),
  { id: 'metric', title: 'Measure', width: 160, value: ({ metric }) => METRICS[metric] },
];

/** Numbers as papers print them; none of them was measured here. */
export const PublishedTable = toTable<Published>({
  title: 'Published numbers',
  name: 'published',
  prefix: 'published-',
  columns: PUBLISHED_COLUMNS,
  rowHeader: 'paper',
  empty: 'No published number is stored.',
});
