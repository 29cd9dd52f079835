'use client';

import type { ReactNode } from 'react';
import { CopyItem } from '../ui/copy-item.tsx';
import styles from './answer.module.css';

/** A command that a reader can run. */
export function Command({ text }: { readonly text: string }): ReactNode {
  return (
    <div>
      <div className={styles.command}>
        {/* biome-ignore lint/a11y/noNoninteractiveTabindex: a region that scrolls must be reachable by keyboard */}
        <code tabIndex={0} data-command="">
          {text}
        </code>
        <CopyItem label="Copy" icon="copy" getText={() => text} />
      </div>
      <p className={styles.note}>Run it in the folder of Lamina’s repository, after npm install.</p>
    </div>
  );
}
