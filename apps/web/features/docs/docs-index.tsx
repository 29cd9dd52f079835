import Link from 'next/link';
import type { ReactNode } from 'react';
import { Notice } from '../ui/notice.tsx';
import panel from '../ui/panel.module.css';
import { groupDocPages } from './doc-groups.ts';
import styles from './docs.module.css';
import { DocsSearch } from './docs-layout.tsx';
import { listDocPages } from './list-doc-pages.ts';
import { searchDocs } from './search-docs.ts';

/** Overview of the documentation, or what a search found in it. */
export async function DocsIndex({ text }: { readonly text: string }): Promise<ReactNode> {
  const groups = groupDocPages(await listDocPages());
  return (
    <div className={panel.page}>
      <div>
        <h1>Documentation</h1>
        <p className={panel.lead}>What every number means, how it was measured, how to cite it, and how to run Lamina yourself.</p>
      </div>
      <DocsSearch text={text} />
      {text !== '' && <DocsHits text={text} />}
      {groups.map((group) => (
        <section key={group.title} className={styles.page} aria-label={group.title}>
          <h2>{group.title}</h2>
          <ul className={styles.cards}>
            {group.pages.map((page) => (
              <li key={page.path}>
                <Link className={styles.card} href={`/docs/${page.path}` as '/docs'}>
                  <span className={styles.cardTitle}>{page.title}</span>
                  <span className={styles.cardText}>{page.summary}</span>
                </Link>
              </li>
            ))}
          </ul>
        </section>
      ))}
    </div>
  );
}

/** What a search found, the best first. */
async function DocsHits({ text }: { readonly text: string }): Promise<ReactNode> {
  const hits = await searchDocs(text);
  if (hits.length === 0)
    return (
      <Notice title="Nothing was found">
        <p>No section holds all words of “{text}”. Try fewer words.</p>
      </Notice>
    );
  return (
    <section aria-label="Found sections">
      <ol className={styles.hits}>
        {hits.map((hit) => (
          <li key={hit.href}>
            <Link className={styles.card} href={hit.href as '/docs'}>
              <span className={styles.cardTitle}>{hit.title}</span>
              {hit.page !== hit.title && <span className={styles.hitPage}>{hit.page}</span>}
              <span className={styles.cardText}>{hit.excerpt}</span>
            </Link>
          </li>
        ))}
      </ol>
    </section>
  );
}
