'use client';

import type { ReactNode } from 'react';
import { usePendingPath } from './page-body.tsx';
import { getPageShape, type PagePart } from './page-shape.ts';
import skeleton from './page-skeleton.module.css';
import styles from './shell.module.css';

/** The outlines of a page that is on its way. They cover the previous page, which keeps its place and its scroll position. */
function PageSkeleton({ parts }: { readonly parts: readonly PagePart[] }): ReactNode {
  return (
    <div className={skeleton.cover} aria-hidden="true" data-skeleton={parts.join(' ')}>
      <div className={skeleton.page}>
        <span className={skeleton.title} />
        <span className={skeleton.lead} />
        {parts.map((part) => (
          <div key={part} className={skeleton[part]}>
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

/**
 * The content of the page, below the skeleton of the next one from the click on its link. The skeleton is not a loading.tsx: that would hide the
 * content from readers without scripts, and answer 200 for pages that do not exist.
 */
export function PageMain({ children }: { readonly children: ReactNode }): ReactNode {
  const pendingPath = usePendingPath();
  return (
    <main id="content" className={styles.main} aria-busy={pendingPath !== null}>
      {children}
      {/* Always there, so that screen readers read what it says. */}
      <p className="visually-hidden" role="status" data-navigation>
        {pendingPath !== null && `Loading ${getPageShape(pendingPath).name} …`}
      </p>
      {pendingPath !== null && <PageSkeleton parts={getPageShape(pendingPath).parts} />}
    </main>
  );
}
