'use client';

import Link from 'next/link';
import type { ReactNode } from 'react';
import { useDraft } from '../report-draft/draft-store.ts';
import styles from './shell.module.css';

/** A link to the draft of a report, where this browser has one. */
export function DraftLink(): ReactNode {
  const { length } = useDraft().blocks;
  if (length === 0) return null;
  return (
    <Link className={styles.draft} href="/reports" title="A report that is not saved yet">
      Report ({length})
    </Link>
  );
}
