import Link from 'next/link';
import type { ReactNode } from 'react';
import { ReleasesDocument } from '../../generated/graphql.ts';
import { fetchNodes } from '../api/fetch-nodes.ts';
import { Notice } from '../ui/notice.tsx';
import panel from '../ui/panel.module.css';
import { Time } from '../ui/time.tsx';
import styles from './release.module.css';

/** The published releases, the newest first. */
export async function ReleasesPage(): Promise<ReactNode> {
  const releases = await fetchNodes({ document: ReleasesDocument, variables: {}, pick: (result) => result.releases });
  return (
    <div className={panel.page}>
      <div>
        <h1>Data releases</h1>
        <p className={panel.lead}>
          A release is a frozen copy of every measurement up to one moment, as files with digests. Its numbers never change: cite a release,
          not the live page.
        </p>
      </div>
      {releases.length === 0 ? (
        <Notice title="Nothing is released yet">
          <p>
            An administrator publishes a release with the mutation <code>publishRelease</code>.
          </p>
        </Notice>
      ) : (
        <ul className={styles.releases}>
          {releases.map((release) => (
            <li key={release.id} className={panel.panel} data-release={release.version}>
              <h2>
                <Link href={`/releases/${encodeURIComponent(release.version)}`}>{release.title}</Link>
              </h2>
              <p className={styles.quiet}>
                Version {release.version}, <Time at={release.publishedAt} />
                {release.authors.length > 0 && `, ${release.authors.join(', ')}`}
              </p>
              {release.description && <p>{release.description}</p>}
            </li>
          ))}
        </ul>
      )}
    </div>
  );
}
