'use client';

import type { ReactNode } from 'react';
import type { RecommendedRemovalFactsFragment } from '../../generated/graphql.ts';
import { ArtefactLinks } from '../pruning/artefact-links.tsx';
import { CopyItem } from '../ui/copy-item.tsx';
import { Popover } from '../ui/popover.tsx';
import styles from './recommendation.module.css';
import { WriteModel } from './write-model.tsx';

export interface NextStepsProps {
  /** Writes the pruned model in a clone of Lamina. */
  readonly command: string;
  readonly pruning: RecommendedRemovalFactsFragment['pruning'];
  /** Whether the reader may have the model written, if it is not. */
  readonly mayWrite: boolean;
}

/** The command, ready to be copied, and the files of the pruned model, or a button to have a worker write them. */
export function NextSteps({ command, pruning: { id, lane, artefact }, mayWrite }: NextStepsProps): ReactNode {
  const line = `npx ${command}`;
  // How an imported model was made is not known here.
  const isWritable = mayWrite && lane !== 'IMPORTED';
  const isWritten = artefact !== null && artefact.files.length > 0;
  return (
    <div className={styles.command}>
      {/* biome-ignore lint/a11y/noNoninteractiveTabindex: a region that scrolls must be reachable by keyboard */}
      <pre className={styles.line} tabIndex={0} data-command>
        {line}
      </pre>
      <span className={styles.copy}>
        <CopyItem label="Copy the command" icon="copy" getText={() => line} />
      </span>
      {isWritten && (
        <Popover label="Download" icon="download" title="Files of the pruned model">
          <ArtefactLinks artefact={artefact} />
        </Popover>
      )}
      {!isWritten && isWritable && <WriteModel pruning={id} />}
    </div>
  );
}
