import type { ReactNode } from 'react';
import { FindingsDocument, PublishedFindingsDocument } from '../../generated/graphql.ts';
import { fetchApi } from '../api/fetch-api.ts';
import { PublishedFindings } from '../published/published-findings.tsx';
import { toQuerySource } from '../query/query-source.ts';
import panel from '../ui/panel.module.css';
import { Section } from '../ui/section.tsx';
import { FindingChart } from './finding-chart.tsx';
import { FindingTable } from './finding-table.tsx';

/** One question a section; the API computes each finding from the measurements as they are stored now. */
export async function FindingsPage(): Promise<ReactNode> {
  const [{ findings }, agreements] = await Promise.all([fetchApi(FindingsDocument, {}), fetchApi(PublishedFindingsDocument, {})]);
  const query = toQuerySource(FindingsDocument, {});
  return (
    <div className={panel.page}>
      <div>
        <h1>Findings</h1>
        <p className={panel.lead}>
          Each sentence is computed from the stored losses when this page is read. Factors are perplexity ÷ that of the whole model.
        </p>
      </div>
      {findings.map((finding) => (
        <Section key={finding.id} id={finding.id} title={finding.question} intro={finding.sentence}>
          <FindingChart finding={finding} query={query} />
          <p className={panel.lead}>{finding.caveat}</p>
          <FindingTable finding={finding} query={query} />
        </Section>
      ))}
      <PublishedFindings agreements={agreements} />
    </div>
  );
}
