'use client';

import { getAt } from '@lamina/errors';
import { type ReactNode, useMemo } from 'react';
import type { QuantizationOrder } from '../../generated/graphql.ts';
import type { QuerySource } from '../query/query-source.ts';
import { toBytesColumn } from '../table/bytes-column.ts';
import type { Column } from '../table/column.ts';
import { DataTable } from '../table/data-table.tsx';
import { formatIndices } from '../ui/format.ts';
import { Section } from '../ui/section.tsx';
import type { Quantization } from './load-insight.ts';

type Cell = Quantization['rows'][number];

/** A row of one model; if both orders choose the same blocks, they give the same weights. */
interface Row extends Cell {
  readonly chosenBy: string;
}

const ORDERS: Readonly<Record<QuantizationOrder, string>> = {
  DENSE: 'none removed',
  QUANTIZE_THEN_REMOVE: 'scores of this precision',
  REMOVE_THEN_QUANTIZE: 'scores of the original',
};
const BOTH_ORDERS = 'both, the same blocks';

export interface QuantizationSectionProps {
  readonly quantization: Quantization;
  readonly slug: string;
  readonly query: QuerySource;
}

/** Every precision at every number of removed blocks, in both orders. */
export function QuantizationSection({ quantization, slug, query }: QuantizationSectionProps): ReactNode {
  const rows = useMemo(() => listRows(quantization), [quantization]);
  const columns = useMemo(() => listColumns(rows), [rows]);
  return (
    <Section
      id="quantization"
      title="Fewer bits, or fewer blocks?"
      intro="The same model in other precisions, whole and without blocks chosen by block influence."
    >
      <DataTable
        title={`Quantization and removal of ${slug}`}
        name="quantization"
        prefix="quantization-"
        rows={rows}
        columns={columns}
        getRowId={getRowId}
        rowHeader="precision"
        pinned={PINNED}
        empty="No other precision was measured."
        query={query}
      />
    </Section>
  );
}

const PINNED = ['precision'] as const;

function getRowId({ model, removed }: Cell): string {
  return `${model}/${removed.join('-')}`;
}

function listRows({ rows }: Quantization): readonly Row[] {
  return [...Map.groupBy(rows, getRowId).values()].map((same) => {
    const row = getAt(same, same.length - 1);
    return { ...row, chosenBy: same.length > 1 ? BOTH_ORDERS : ORDERS[row.order] };
  });
}

function listColumns(rows: readonly Row[]): readonly Column<Row>[] {
  const benchmarks = [...new Set(rows.flatMap(({ cells }) => cells.map(({ benchmark }) => benchmark)))].sort();
  return [...CHOICE_COLUMNS, ...benchmarks.map(toBenchmarkColumn), WEIGHTS, ORDER_COLUMN];
}

const CHOICE_COLUMNS: readonly Column<Row>[] = [
  {
    id: 'precision',
    title: 'Precision',
    groupable: true,
    width: 120,
    value: ({ precision }) => precision,
    details: [{ id: 'model', value: ({ model }) => model }],
  },
  {
    id: 'removed',
    title: 'Blocks',
    hint: 'removed',
    numeric: true,
    first: 'asc',
    width: 86,
    aggregate: 'range',
    value: ({ removedCount }) => removedCount,
  },
  {
    id: 'blocks',
    title: 'Which',
    width: 140,
    value: ({ removed }) => removed.join(' '),
    text: ({ removed }) => formatIndices(removed),
    render: ({ removed }) => formatIndices(removed),
  },
  {
    id: 'accuracy',
    title: 'Accuracy',
    hint: 'average',
    numeric: true,
    width: 100,
    aggregate: 'range',
    value: ({ averageAccuracy }) => averageAccuracy,
    format: (value, numbers) => numbers.fixed(value, 3),
  },
  {
    id: 'perplexity',
    title: 'Perplexity',
    numeric: true,
    first: 'asc',
    width: 110,
    aggregate: 'range',
    value: ({ perplexity }) => perplexity,
    format: (value, numbers) => numbers.significant(value),
  },
];

const WEIGHTS = toBytesColumn<Row>({ id: 'weights', title: 'Weights' }, ({ weightsBytes }) => weightsBytes);

const ORDER_COLUMN: Column<Row> = {
  id: 'order',
  title: 'Blocks chosen by',
  definition:
    'The scores that chose the blocks: block influence of this precision (quantize, then remove) or of the original (remove, then quantize). If both chose the same blocks, there is one row: each weight is rounded independently, so the same blocks give the same model.',
  width: 190,
  value: ({ chosenBy }) => chosenBy,
};

function toBenchmarkColumn(benchmark: string): Column<Row> {
  const find = (row: Row) => row.cells.find((cell) => cell.benchmark === benchmark);
  return {
    id: benchmark,
    title: benchmark,
    hidden: true,
    numeric: true,
    width: 112,
    aggregate: 'range',
    value: (row) => find(row)?.value ?? null,
    format: (value, numbers) => numbers.significant(value),
    details: [{ id: `${benchmark}_standard_error`, value: (row) => find(row)?.standardError ?? null }],
  };
}
