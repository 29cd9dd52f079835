import type { ReactNode } from 'react';
import type { PagePart } from './page-shape.ts';
import styles from './page-skeleton.module.css';

/** The outlines of a page that is on its way. They cover the previous page, which keeps its place and its scroll position. */
export function PageSkeleton({ parts }: { readonly parts: readonly PagePart[] }): ReactNode {
  return (
    <div className={styles.cover} aria-hidden="true" data-skeleton={parts.join(' ')}>
      <div className={styles.page}>
        <span className={styles.title} />
        <span className={styles.lead} />
        {parts.map((part) => (
          <div key={part} className={styles[part]}>
            {Array.from({ length: PIECES[part] }, (_, index) => (
              // biome-ignore lint/suspicious/noArrayIndexKey: the pieces have no identity and never move
              <span key={index} />
            ))}
          </div>
        ))}
      </div>
    </div>
  );
}

const PIECES: Readonly<Record<PagePart, number>> = { controls: 4, facts: 5, cards: 2, chart: 1, table: 9, text: 6 };
