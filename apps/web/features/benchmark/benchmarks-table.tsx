'use client';

import { toKebabName } from '@lamina/metrics';
import Link from 'next/link';
import type { ReactNode } from 'react';
import type { BenchmarkRowFragment } from '../../generated/graphql.ts';
import type { QuerySource } from '../query/query-source.ts';
import { type Column, toNumberColumn } from '../table/column.ts';
import { DataTable } from '../table/data-table.tsx';
import { countOf } from '../ui/format.ts';
import { numbers } from '../ui/numbers.ts';

export interface BenchmarksTableProps {
  readonly benchmarks: readonly BenchmarkRowFragment[];
  readonly query: QuerySource;
}

const SORT = [{ id: 'name', desc: false }];

/** Name, category, kind, size and chance level of each benchmark. */
export function BenchmarksTable({ benchmarks, query }: BenchmarksTableProps): ReactNode {
  return (
    <DataTable
      title="Benchmarks"
      name="benchmark"
      rows={benchmarks}
      columns={COLUMNS}
      rowHeader="name"
      sort={SORT}
      query={query}
      status={countOf(benchmarks.length, 'benchmark')}
      empty={<p>Nothing is measured yet. The first study adds its benchmarks.</p>}
    />
  );
}

const COLUMNS: readonly Column<BenchmarkRowFragment>[] = [
  {
    id: 'name',
    title: 'Benchmark',
    width: 200,
    value: ({ name }) => name,
    render: ({ name }) => (
      <Link href={`/benchmarks/${encodeURIComponent(name)}`} prefetch={false}>
        {name}
      </Link>
    ),
  },
  { id: 'category', title: 'Category', width: 150, value: ({ category }) => category },
  { id: 'kind', title: 'Kind', width: 150, value: ({ kind }) => toKebabName(kind).replace('-', ' ') },
  toNumberColumn({ id: 'documents', title: 'Documents', width: 110 }, ({ documentCount }) => documentCount),
  toNumberColumn(
    { id: 'chance', title: 'Chance', hint: 'accuracy of guessing', width: 130 },
    ({ chance }) => chance ?? null,
    (value) => numbers.fixed(value, 3),
  ),
  { id: 'version', title: 'Version', width: 90, value: ({ version }) => version },
  { id: 'description', title: 'Description', width: 420, value: ({ description }) => description },
];
