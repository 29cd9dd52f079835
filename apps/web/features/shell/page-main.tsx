'use client';

import type { ReactNode } from 'react';
import { usePendingPath } from './page-body.tsx';
import styles from './shell.module.css';

/**
 * The content of the page, with a bar above it from the click on a link until the next page is there. The bar is not a loading.tsx: that would hide the
 * content from readers without scripts, and answer 200 for pages that do not exist.
 */
export function PageMain({ children }: { readonly children: ReactNode }): ReactNode {
  const isPending = usePendingPath() !== null;
  return (
    <main id="content" className={styles.main} aria-busy={isPending}>
      {children}
      {/* Always there, so that screen readers read what it says. */}
      <p className={isPending ? styles.pendingPage : 'visually-hidden'} role="status">
        {isPending && <span className="visually-hidden">Loading the page …</span>}
      </p>
    </main>
  );
}
