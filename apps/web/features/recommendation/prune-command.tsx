'use client';

import type { ReactNode } from 'react';
import { CopyItem } from '../ui/copy-item.tsx';
import styles from './recommendation.module.css';

/** The command that writes the pruned model, for a clone of Lamina; ready to be copied. */
export function PruneCommand({ command }: { readonly command: string }): ReactNode {
  const line = `npx ${command}`;
  return (
    <div className={styles.command}>
      {/* biome-ignore lint/a11y/noNoninteractiveTabindex: a region that scrolls must be reachable by keyboard */}
      <pre className={styles.line} tabIndex={0} data-command>
        {line}
      </pre>
      <span className={styles.copy}>
        <CopyItem label="Copy the command" icon="copy" getText={() => line} />
      </span>
    </div>
  );
}
