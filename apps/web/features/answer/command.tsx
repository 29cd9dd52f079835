'use client';

import { Fragment, type ReactNode } from 'react';
import { CopyItem } from '../ui/copy-item.tsx';
import styles from './answer.module.css';

/** Where commands work: once on a page. */
export function CommandPlace(): ReactNode {
  return <p className={styles.note}>Run commands in the folder of Lamina’s repository, after npm install.</p>;
}

/** A command that a reader can run. */
export function Command({ text }: { readonly text: string }): ReactNode {
  return (
    <div className={styles.command}>
      <code data-command="">
        {/* A browser would break a line inside --lose, too. */}
        {[...text.matchAll(/\S+/g)].map(({ 0: word, index }) => (
          <Fragment key={index}>
            {index > 0 && ' '}
            <span>{word}</span>
          </Fragment>
        ))}
      </code>
      <CopyItem label="Copy" icon="copy" getText={() => text} />
    </div>
  );
}
