import Link from 'next/link';
import type { ReactNode } from 'react';
import { ReportsDocument } from '../../generated/graphql.ts';
import { fetchNodes } from '../api/fetch-nodes.ts';
import { findSession } from '../session/find-session.ts';
import { countOf } from '../ui/count-of.ts';
import { Notice } from '../ui/notice.tsx';
import panel from '../ui/panel.module.css';
import { Section } from '../ui/section.tsx';
import { Time } from '../ui/time.tsx';
import { DraftEditor } from './draft-editor.tsx';
import styles from './report.module.css';

/** The draft of this browser, and the saved reports, the newest first. */
export async function ReportsPage(): Promise<ReactNode> {
  const [reports, session] = await Promise.all([
    fetchNodes({ document: ReportsDocument, variables: {}, pick: (result) => result.reports }),
    findSession(),
  ]);
  return (
    <div className={panel.page}>
      <div>
        <h1>Reports</h1>
        <p className={panel.lead}>
          A report is a page of charts and texts that you choose. It keeps each chart as you saw it, with its numbers, so it stays the same
          when more is measured.
        </p>
      </div>
      <Section
        id="draft"
        title="Your draft"
        intro="Every chart has the entry “Add to report” in its menu Export. The draft is kept in this browser only."
      >
        <DraftEditor signedIn={session !== null} />
      </Section>
      <Section id="saved" title="Saved reports">
        {reports.length === 0 ? (
          <Notice title="No report is saved yet">
            <p>Add charts to your draft, write what they show, and save it.</p>
          </Notice>
        ) : (
          <ul className={styles.list}>
            {reports.map(({ id, slug, title, chartCount, createdAt }) => (
              <li key={id} className={panel.panel}>
                <h3 className={styles.title}>
                  <Link href={`/reports/${slug}`}>{title}</Link>
                </h3>
                <p className={styles.quiet}>
                  <Time at={createdAt} />, {countOf(chartCount, 'chart')}
                </p>
              </li>
            ))}
          </ul>
        )}
      </Section>
    </div>
  );
}
