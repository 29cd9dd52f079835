import type { ReactNode } from 'react';
import { type PublishedAgreementKind, PublishedAgreementsDocument, type PublishedFindingsQuery } from '../../generated/graphql.ts';
import { toQuerySource } from '../query/query-source.ts';
import { Agreements } from './agreements.tsx';

const QUESTIONS = {
  operations: 'Do operations agree on which layers tolerate more?',
  metrics: 'Do divergence and perplexity of the same rounding agree?',
  siblings: 'Do models of one generation agree?',
} as const satisfies Readonly<Record<keyof PublishedFindingsQuery, string>>;

/** Questions that published numbers of many models answer. */
export function PublishedFindings({ agreements }: { readonly agreements: PublishedFindingsQuery }): ReactNode {
  return (['operations', 'metrics', 'siblings'] as const).map((id) => (
    <Agreements
      key={id}
      id={id}
      title={QUESTIONS[id]}
      agreements={agreements[id]}
      isOfSiblings={id === 'siblings'}
      query={toQuerySource(PublishedAgreementsDocument, { agreement: id.toUpperCase() as PublishedAgreementKind })}
    />
  ));
}
