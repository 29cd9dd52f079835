'use client';

import type { ReactNode } from 'react';
import { CopyItem } from '../ui/copy-item.tsx';
import styles from './release.module.css';

/** A citation in one format, with a button that copies it. */
export function CitationText({ label, text }: { readonly label: string; readonly text: string }): ReactNode {
  return (
    <figure className={styles.citation}>
      <figcaption className={styles.citationHead}>
        {label}
        <CopyItem label="Copy" icon="copy" getText={() => text} />
      </figcaption>
      <pre className={styles.citationText}>{text}</pre>
    </figure>
  );
}
