'use client';

import Link from 'next/link';
import type { ReactNode } from 'react';
import type { FamilyModelFragment } from '../../generated/graphql.ts';
import type { QuerySource } from '../query/query-source.ts';
import type { Column } from '../table/column.ts';
import { DataTable } from '../table/data-table.tsx';
import { countOf } from '../ui/format.ts';

export interface FamilyModelsProps {
  readonly family: string;
  readonly models: readonly FamilyModelFragment[];
  readonly query: QuerySource;
}

const getRowId = ({ slug }: FamilyModelFragment) => slug;

/** The models of a family with their sizes. */
export function FamilyModels({ family, models, query }: FamilyModelsProps): ReactNode {
  return (
    <DataTable
      title={`Models of ${family}`}
      name="member"
      prefix="m-"
      rows={models}
      columns={COLUMNS}
      getRowId={getRowId}
      rowHeader="model"
      query={query}
      status={countOf(models.length, 'model')}
      empty={<p>The family has no model.</p>}
    />
  );
}

const COLUMNS: readonly Column<FamilyModelFragment>[] = [
  {
    id: 'model',
    title: 'Model',
    width: 260,
    value: ({ name }) => name,
    render: ({ slug, name }) => (
      <Link href={`/models/${encodeURIComponent(slug)}`} prefetch={false}>
        {name}
      </Link>
    ),
    details: [{ id: 'slug', value: ({ slug }) => slug }],
  },
  { id: 'blocks', title: 'Blocks', numeric: true, width: 90, value: ({ blockCount }) => blockCount },
  {
    id: 'parameters',
    title: 'Parameters',
    numeric: true,
    width: 120,
    value: ({ parameterCount }) => parameterCount,
    format: (value, numbers) => numbers.compact(value),
  },
  { id: 'hidden', title: 'Hidden size', numeric: true, width: 110, value: ({ hiddenSize }) => hiddenSize },
  { id: 'norms', title: 'Norm placement', width: 150, value: ({ normPlacement }) => normPlacement.toLowerCase() },
  { id: 'precision', title: 'Precision', width: 110, value: ({ precision }) => precision },
  { id: 'licence', title: 'Licence', width: 140, value: ({ licence }) => licence ?? 'not stated' },
];
