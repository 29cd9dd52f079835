'use client';

import type { ReactNode } from 'react';
import type { ArtefactFactsFragment } from '../../generated/graphql.ts';
import { ArtefactLinks } from '../pruning/artefact-links.tsx';
import { CopyItem } from '../ui/copy-item.tsx';
import { Popover } from '../ui/popover.tsx';
import styles from './recommendation.module.css';

export interface NextStepsProps {
  /** Writes the pruned model in a clone of Lamina. */
  readonly command: string;
  /** Null if no worker wrote the model. */
  readonly artefact: ArtefactFactsFragment | null;
}

/** The command, ready to be copied, and the files of the pruned model if a worker wrote it. */
export function NextSteps({ command, artefact }: NextStepsProps): ReactNode {
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
      {artefact && artefact.files.length > 0 && (
        <Popover label="Download" icon="download" title="Files of the pruned model">
          <ArtefactLinks artefact={artefact} />
        </Popover>
      )}
    </div>
  );
}
