import Link from 'next/link';
import type { ReactNode } from 'react';
import { Notice } from '../ui/notice.tsx';
import styles from './docs.module.css';
import { searchDocs } from './search-docs.ts';

/** What a search found, the best first. */
export async function DocsHits({ text }: { readonly text: string }): Promise<ReactNode> {
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
