'use client';

import type { ReactNode } from 'react';
import control from '../ui/control.module.css';
import { formatBytes } from '../ui/format.ts';
import type { OpenUpload } from './model-uploads.ts';
import styles from './upload.module.css';
import { isComplete } from './use-model-upload.ts';

export interface OpenUploadsProps {
  readonly uploads: readonly OpenUpload[];
  readonly unfinishedHours: number;
  readonly onTake: (upload: OpenUpload) => void;
  readonly onRemove: (id: string) => void;
}

/** Uploads of earlier visits that did not become models: a browser keeps no files over a reload, so the person chooses them again. */
export function OpenUploads({ uploads, unfinishedHours, onTake, onRemove }: OpenUploadsProps): ReactNode {
  if (uploads.length === 0) return null;
  return (
    <>
      <p className={styles.text}>
        These uploads are not finished. To continue one, choose the same files again. {unfinishedHours} hours after its beginning an upload
        is removed.
      </p>
      <ul className={styles.files} aria-label="Unfinished uploads">
        {uploads.map((upload) => {
          const names = upload.files.map(({ name }) => name).join(', ');
          const sum = (pick: 'bytes' | 'receivedBytes') => formatBytes(upload.files.reduce((total, file) => total + file[pick], 0));
          return (
            <li key={upload.id} className={styles.file}>
              <span className={styles.name}>{names}</span>
              <span className={styles.size}>
                {sum('receivedBytes')} of {sum('bytes')}
              </span>
              <div className={`${styles.bar} ${styles.actions}`}>
                {isComplete(upload) && (
                  <button type="button" className={control.button} onClick={() => onTake(upload)} aria-label={`Register ${names}`}>
                    Register it
                  </button>
                )}
                <button type="button" className={control.button} onClick={() => onRemove(upload.id)} aria-label={`Remove ${names}`}>
                  Remove
                </button>
              </div>
            </li>
          );
        })}
      </ul>
    </>
  );
}
