import { notFound } from 'next/navigation';
import type { ReactNode } from 'react';
import { ReleasePageDocument } from '../../generated/graphql.ts';
import { fetchApi } from '../api/fetch-api.ts';
import { toQuerySource } from '../query/query-source.ts';
import { Facts } from '../ui/facts.tsx';
import panel from '../ui/panel.module.css';
import { Section } from '../ui/section.tsx';
import { Time } from '../ui/time.tsx';
import { CitationText } from './citation-text.tsx';
import styles from './release.module.css';
import { ReleaseFiles } from './release-files.tsx';

/** One release: what it is, how to cite it, and its files with their digests. */
export async function ReleasePage({ version }: { readonly version: string }): Promise<ReactNode> {
  const { dataRelease: release } = await fetchApi(ReleasePageDocument, { version });
  if (!release) notFound();
  return (
    <div className={panel.page}>
      <div>
        <h1>{release.title}</h1>
        {release.description && <p className={panel.lead}>{release.description}</p>}
        <Facts
          facts={[
            ['Version', release.version],
            ['Measured before', <Time key="before" at={release.createdAt} />],
            ['Published', <Time key="published" at={release.publishedAt} />],
            ['Authors', release.authors.length > 0 ? release.authors.join(', ') : 'not stated'],
            ['Licence of what was measured here', release.licence ?? 'not stated'],
          ]}
        />
        <p className={styles.digest}>
          SHA-256 of its list of digests: <code>{release.sha256}</code>
        </p>
      </div>
      <Section
        id="cite"
        title="Cite it"
        intro="Zenodo and GitHub read CITATION.cff: deposit the files together with it to get a DOI for the release."
      >
        <div className={panel.pair}>
          <CitationText label="BibTeX" text={release.bibtex} />
          <CitationText label="CITATION.cff" text={release.cff} />
        </div>
      </Section>
      <Section
        id="files"
        title="Files"
        intro="Each table as Parquet. croissant.json and DATASHEET.md say where the numbers come from; the folder is a data set of the Hugging Face hub as it is. The digests prove that a download is complete."
      >
        <ReleaseFiles version={release.version} files={release.files} query={toQuerySource(ReleasePageDocument, { version })} />
      </Section>
    </div>
  );
}
