import type { ReactNode } from 'react';
import { type PublishedAgreementKind, PublishedAgreementsDocument } from '../../generated/graphql.ts';
import { fetchApi } from '../api/fetch-api.ts';
import { toQuerySource } from '../query/query-source.ts';
import { Agreements } from './agreements.tsx';

const QUESTIONS = [
  { kind: 'OPERATIONS', id: 'operations', title: 'Do operations agree on which layers tolerate more?' },
  { kind: 'METRICS', id: 'metrics', title: 'Do divergence and perplexity of the same rounding agree?' },
  { kind: 'SIBLINGS', id: 'siblings', title: 'Do models of one generation agree?' },
] as const satisfies readonly { readonly kind: PublishedAgreementKind; readonly id: string; readonly title: string }[];

/** Questions that published numbers of many models answer. */
export async function PublishedFindings(): Promise<ReactNode> {
  const answers = await Promise.all(QUESTIONS.map(({ kind }) => fetchApi(PublishedAgreementsDocument, { agreement: kind })));
  return QUESTIONS.map(({ kind, id, title }, place) => (
    <Agreements
      key={kind}
      id={id}
      title={title}
      agreements={answers[place]?.publishedAgreements ?? []} // one answer per question
      isOfSiblings={kind === 'SIBLINGS'}
      query={toQuerySource(PublishedAgreementsDocument, { agreement: kind })}
    />
  ));
}
