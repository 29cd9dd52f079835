import type { ReactNode } from 'react';
import type { RecordingFactsFragment } from '../../generated/graphql.ts';
import styles from './recorded-note.module.css';

/** Says where recorded rows were measured, and how to measure them again; nothing for rows that were measured here. */
export function RecordedNote({ rows }: { readonly rows: readonly Recorded[] }): ReactNode {
  const recordings = new Map(rows.flatMap(({ recording }) => (recording ? [[recording.version, recording] as const] : [])));
  return [...recordings.values()].map(({ version, recordedAt, device, command }) => (
    <p key={version} className={styles.note} data-recording={version}>
      Recorded on <time dateTime={recordedAt}>{recordedAt.slice(0, 10)}</time> on {device}; measure again with <code>{command}</code>.
    </p>
  ));
}

/** A measured row; the recording is null if it was measured here. */
export interface Recorded {
  readonly recording: RecordingFactsFragment | null;
}
