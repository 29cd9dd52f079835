'use client';

import { medianOf } from '@lamina/metrics';
import Link from 'next/link';
import { type ReactNode, useMemo } from 'react';
import type { AgreementFactsFragment as Agreement } from '../../generated/graphql.ts';
import type { QuerySource } from '../query/query-source.ts';
import { type Column, toShareColumn } from '../table/column.ts';
import { DataTable } from '../table/data-table.tsx';
import { countOf } from '../ui/format.ts';
import { numbers } from '../ui/numbers.ts';
import { Section } from '../ui/section.tsx';
import { CreditLine } from './credit-line.tsx';

/** The least agreement of two rankings that count as equal. */
const AGREE = 0.5;

export interface AgreementsProps {
  readonly id: string;
  readonly title: string;
  readonly agreements: readonly Agreement[];
  /** True if the pairs are of two models. */
  readonly isOfSiblings: boolean;
  readonly query: QuerySource;
}

/** How far pairs of published profiles agree; the finding stands below the title. */
export function Agreements({ id, title, agreements, isOfSiblings, query }: AgreementsProps): ReactNode {
  const rows = useMemo(() => agreements.map((agreement, place) => ({ ...agreement, id: String(place) })), [agreements]);
  const columns = useMemo(() => listColumns(isOfSiblings), [isOfSiblings]);
  if (rows.length === 0) return null;
  return (
    <Section
      id={id}
      title={title}
      intro={`${describe(agreements)} Published by others, not measured here; 1 = the same order of tolerance, 0 = none.`}
    >
      <details>
        <summary>Numbers</summary>
        <DataTable
          title={title}
          name="agreement"
          prefix={`${id}-`}
          rows={rows}
          columns={columns}
          rowHeader="model"
          empty="Nothing is published."
          query={query}
        />
      </details>
      <CreditLine sources={agreements.flatMap(({ sources }) => sources)} />
    </Section>
  );
}

function listColumns(isOfSiblings: boolean): readonly Column<Agreement & { readonly id: string }>[] {
  const link = ({ slug, name }: Agreement['other']) => <Link href={`/published/${encodeURIComponent(slug)}`}>{name}</Link>;
  return [
    { id: 'model', title: 'Model', width: 240, value: ({ model }) => model.name, render: ({ model }) => link(model) },
    ...(isOfSiblings
      ? [
          {
            id: 'other',
            title: 'Sibling',
            width: 240,
            value: ({ other }: Agreement) => other.name,
            render: ({ other }: Agreement) => link(other),
          },
        ]
      : []),
    { id: 'first', title: 'Published', width: 220, value: ({ first }) => first },
    { id: 'second', title: 'Against', width: 220, value: ({ second }) => second },
    toShareColumn({ id: 'correlation', title: 'Rank correlation', width: 140 }, ({ correlation }) => correlation),
    { id: 'points', title: 'Blocks', hint: 'or depths', numeric: true, width: 90, value: ({ pointCount }) => pointCount },
  ];
}

const PAIRS: Readonly<Record<string, string>> = {
  dense: ' of dense models',
  moe: ' of MoE models',
  mixed: ' of a dense and an MoE model',
};

/** As "9 of 17 pairs of dense models agree"; MoE models apart, because their profiles behave differently. */
function describe(agreements: readonly Agreement[]): string {
  return [
    ...Map.groupBy(agreements, ({ model, other }) => (model.feedForwardKind === other.feedForwardKind ? model.feedForwardKind : 'mixed')),
  ]
    .map(([kind, group]) => {
      const correlations = group.flatMap(({ correlation }) => (correlation === null ? [] : [correlation]));
      const agree = correlations.filter((value) => value >= AGREE).length;
      const opposite = correlations.filter((value) => value < 0).length;
      const what = kind === null ? '' : (PAIRS[kind] ?? ''); // no other kind is published
      const median = correlations.length === 0 ? '' : `, the median is ${numbers.fixed(medianOf(correlations), 2)}`;
      return `${agree} of ${countOf(correlations.length, 'pair')}${what} agree (${numbers.fixed(AGREE, 1)} or more), ${opposite} with opposite signs${median}.`;
    })
    .join(' ');
}
