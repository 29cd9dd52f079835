'use client';

import type { ReactNode } from 'react';
import type { PublishedFactsFragment } from '../../generated/graphql.ts';
import type { Column } from '../table/column.ts';
import { DataTable } from '../table/data-table.tsx';
import { formatIndices } from '../ui/format.ts';

type Removal = PublishedFactsFragment['removals'][number];

/** Sets of blocks, attentions and MLPs that others removed from a model. */
export function RemovalSets({ removals }: { readonly removals: readonly Removal[] }): ReactNode {
  return (
    <DataTable
      title="Published sets of removed parts"
      name="removal"
      prefix="removals-"
      rows={removals}
      columns={COLUMNS}
      getRowId={({ paper, table, method }) => `${paper}/${table}/${method}`}
      rowHeader="method"
      empty="No set is published."
    />
  );
}

const list = (layers: readonly number[]): string | null =>
  layers.length === 0 ? null : formatIndices(layers.toSorted((one, other) => one - other));

const COLUMNS: readonly Column<Removal>[] = [
  { id: 'method', title: 'Chosen by', width: 260, value: ({ method }) => method },
  { id: 'blocks', title: 'Blocks', width: 180, value: ({ order }) => list(order) },
  { id: 'attentions', title: 'Attentions', width: 180, value: ({ removedAttention }) => list(removedAttention) },
  { id: 'mlps', title: 'MLPs', width: 180, value: ({ removedMlp }) => list(removedMlp) },
  {
    id: 'care',
    title: 'Take care',
    width: 260,
    value: ({ flags, note }) => [...flags, note].filter((text) => text !== '').join('; ') || null,
  },
  { id: 'paper', title: 'Published in', width: 340, value: ({ paper }) => paper, render: ({ paper, url }) => <a href={url}>{paper}</a> },
];
