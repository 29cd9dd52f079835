'use client';

import type { ReactNode } from 'react';
import { usePendingPath } from './page-body.tsx';
import { getPageShape } from './page-shape.ts';
import { PageSkeleton } from './page-skeleton.tsx';
import styles from './shell.module.css';

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
