import { notFound } from 'next/navigation';
import type { ReactNode } from 'react';
import { ReportPageDocument } from '../../generated/graphql.ts';
import { fetchApi } from '../api/fetch-api.ts';
import panel from '../ui/panel.module.css';
import { Time } from '../ui/time.tsx';
import { ReportChart } from './report-chart.tsx';
import { ReportMarkdown } from './report-markdown.tsx';

/** A saved report: always the same texts, pictures and numbers. */
export async function ReportPage({ slug }: { readonly slug: string }): Promise<ReactNode> {
  const { report } = await fetchApi(ReportPageDocument, { slug });
  if (!report) notFound();
  return (
    <article className={panel.page}>
      <div>
        <h1>{report.title}</h1>
        <p className={panel.lead}>
          Saved <Time at={report.createdAt} />. Its pictures and numbers are those of the moment when each chart was taken; later
          measurements do not change them.
        </p>
      </div>
      {report.blocks.map(({ markdown, chart }, place) =>
        chart ? (
          // biome-ignore lint/suspicious/noArrayIndexKey: the blocks of a saved report never move
          <ReportChart key={place} chart={chart} />
        ) : (
          // biome-ignore lint/suspicious/noArrayIndexKey: the blocks of a saved report never move
          <ReportMarkdown key={place} text={String(markdown)} />
        ),
      )}
    </article>
  );
}
