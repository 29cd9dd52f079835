import Link from 'next/link';
import type { ReactNode } from 'react';
import styles from '../model/model.module.css';

/** The two boards: what was measured here, and what others published. */
export function BoardTabs({ current }: { readonly current: 'measured' | 'published' }): ReactNode {
  return (
    <nav aria-label="Boards" className={styles.tabs}>
      <Link href="/#board" aria-current={current === 'measured' ? 'page' : undefined}>
        Measured
      </Link>
      <Link href="/published" prefetch={false} aria-current={current === 'published' ? 'page' : undefined}>
        Published
      </Link>
    </nav>
  );
}
