import type { ReactNode } from 'react';
import {
  FindingsDocument,
  type FindingsQuery,
  type PublishedAgreementKind,
  PublishedAgreementsDocument,
  PublishedFindingsDocument,
  type PublishedFindingsQuery,
} from '../../generated/graphql.ts';
import { fetchApi } from '../api/fetch-api.ts';
import { Agreements } from '../published/agreements.tsx';
import { type QuerySource, toQuerySource } from '../query/query-source.ts';
import { keepUnits } from '../ui/format.ts';
import panel from '../ui/panel.module.css';
import { Section } from '../ui/section.tsx';
import { FindingChart } from './finding-chart.tsx';
import { FindingTable } from './finding-table.tsx';

const QUESTIONS = {
  operations: 'Do operations agree on which layers tolerate more?',
  metrics: 'Do divergence and perplexity of the same rounding agree?',
  siblings: 'Do models of one generation agree?',
} as const satisfies Readonly<Record<keyof PublishedFindingsQuery, string>>;

/** Questions that published numbers of many models answer. */
function PublishedFindings({ agreements }: { readonly agreements: PublishedFindingsQuery }): ReactNode {
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

interface ModelsProps {
  readonly findings: FindingsQuery['findings'];
  readonly query: QuerySource;
}

/** The answers about several models side by side; a model without measurements is only named. */
function Models({ findings, query }: ModelsProps): ReactNode {
  const isMeasured = ({ chart }: ModelsProps['findings'][number]) => chart.series.length > 0;
  return (
    <>
      <div className={panel.pair}>
        {findings.filter(isMeasured).map((finding) => (
          <div key={finding.model.slug} className={panel.stack}>
            <p>{keepUnits(finding.sentence)}</p>
            <FindingChart finding={finding} query={query} />
            <FindingTable finding={finding} query={query} />
          </div>
        ))}
      </div>
      {findings
        .filter((finding) => !isMeasured(finding))
        .map(({ model, sentence }) => (
          <p key={model.slug} className={panel.lead}>
            {sentence}
          </p>
        ))}
    </>
  );
}

/** One question a section; the API computes each finding from the measurements as they are stored now. */
export async function FindingsPage(): Promise<ReactNode> {
  const [{ findings }, agreements] = await Promise.all([fetchApi(FindingsDocument, {}), fetchApi(PublishedFindingsDocument, {})]);
  const query = toQuerySource(FindingsDocument, {});
  return (
    <div className={panel.page}>
      <div>
        <h1>Findings</h1>
        <p className={panel.lead}>
          Each sentence is computed from the stored losses when this page is read. A factor is the perplexity of the changed model ÷ that of
          the whole model.
          {findings.length === 0 && ' No change of a model has been measured yet.'}
        </p>
      </div>
      {[...Map.groupBy(findings, ({ id }) => id)].map(([id, [first, ...others]]) =>
        first === undefined ? null : (
          <Section key={id} id={id} title={first.question}>
            <Models findings={[first, ...others]} query={query} />
            <p className={panel.lead}>{first.caveat}</p>
          </Section>
        ),
      )}
      <PublishedFindings agreements={agreements} />
    </div>
  );
}
