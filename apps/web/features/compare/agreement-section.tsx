'use client';

import { type ReactNode, useMemo } from 'react';
import type { ComparisonResultFragment } from '../../generated/graphql.ts';
import type { QuerySource } from '../query/query-source.ts';
import { type Column, toShareColumn } from '../table/column.ts';
import { DataTable } from '../table/data-table.tsx';
import { Section } from '../ui/section.tsx';

export interface AgreementSectionProps {
  readonly result: ComparisonResultFragment;
  readonly query: QuerySource;
}

type Pair = ComparisonResultFragment['agreements'][number];

const SORT = [{ id: 'spearman', desc: true }];

/** The agreement of the models: the ranks of their layers, and the layers that would be removed. */
export function AgreementSection({ result, query }: AgreementSectionProps): ReactNode {
  const columns = useMemo(() => listColumns(result), [result]);
  return (
    <Section
      id="agreement"
      title="Do they agree?"
      intro="Models with the same number of layers are compared layer by layer, others by ranges of relative depth."
    >
      <DataTable
        title="Agreement of layer ranks"
        name="agreement"
        prefix="agreement-"
        rows={result.agreements}
        columns={columns}
        getRowId={({ first, second }) => `${first}/${second}`}
        rowHeader="first"
        sort={SORT}
        empty="Two models are needed."
        query={query}
      />
    </Section>
  );
}

function listColumns({ models, lowestCount }: ComparisonResultFragment): readonly Column<Pair>[] {
  const nameOf = (slug: string) => models.find(({ model }) => model.slug === slug)?.model.name ?? slug;
  return [
    { id: 'first', title: 'One', width: 240, value: ({ first }) => nameOf(first) },
    { id: 'second', title: 'The other', width: 240, value: ({ second }) => nameOf(second) },
    toShareColumn(
      {
        id: 'spearman',
        title: 'Rank agreement',
        hint: 'Spearman’s ρ',
        definition: 'From −1 to 1; 1 = the same order. Empty if one side is constant.',
        width: 150,
      },
      ({ spearman }) => spearman,
    ),
    toShareColumn(
      {
        id: 'overlap',
        title: `Overlap of the ${lowestCount} lowest`,
        hint: 'Jaccard',
        definition: 'Layers that are among the lowest of both ÷ of either. Empty for models with different numbers of layers.',
        width: 190,
      },
      ({ jaccardLowest }) => jaccardLowest,
    ),
  ];
}
