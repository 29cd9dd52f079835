'use client';

import type { ReactNode } from 'react';
import { formatBytes } from '../ui/format.ts';
import { numbers } from '../ui/numbers.ts';
import { ProgressBar } from '../ui/progress-bar.tsx';
import styles from './upload.module.css';

/** A file of an upload, before and while it is sent. */
export interface ShownFile {
  readonly name: string;
  readonly bytes: number;
  readonly sentBytes: number;
  /** SHA-256 (hex) of the whole file on the server; null until then. */
  readonly sha256: string | null;
}

/** The files of an upload: size, progress, and the digest by which a person can compare a file. */
export function UploadFiles({ files }: { readonly files: readonly ShownFile[] }): ReactNode {
  return (
    <ul className={styles.files} aria-label="Files of the upload">
      {files.map(({ name, bytes, sentBytes, sha256 }) => (
        <li key={name} className={styles.file}>
          <span className={styles.name}>{name}</span>
          <span className={styles.size}>
            {formatBytes(bytes)}
            {sentBytes > 0 && sentBytes < bytes && ` · ${numbers.integer(Math.floor((sentBytes / bytes) * 100))} %`}
            {sha256 !== null && ' · arrived'}
          </span>
          <div className={styles.bar}>
            <ProgressBar label={`Upload of ${name}`} ratio={sha256 === null ? sentBytes / bytes : 1} />
          </div>
          {sha256 !== null && (
            <code className={styles.digest}>
              SHA-256 <span data-sha256={name}>{sha256}</span>
            </code>
          )}
        </li>
      ))}
    </ul>
  );
}
