import type { ReactNode } from 'react';
import type { LayerReadingsQuery, StripsPictureFragment } from '../../generated/graphql.ts';
import { countOf } from '../ui/format.ts';
import styles from './strips.module.css';
import { UncountedNote } from './uncounted-note.tsx';

export interface StripNotesProps {
  readonly picture: StripsPictureFragment;
  readonly leftOut: LayerReadingsQuery['leftOutNumbers'];
}

/** The notes below the picture: models that it does not count or show, and numbers that its data leave out, each with the reason. */
export function StripNotes({ picture, leftOut }: StripNotesProps): ReactNode {
  const { strips, without } = picture;
  return (
    <div className={styles.notes}>
      <UncountedNote strips={strips} />
      {without.length > 0 && (
        <details>
          <summary>
            {countOf(without.length, 'other model')} {without.length === 1 ? 'has' : 'have'} no values for this operation
          </summary>
          <p>{without.join(', ')}</p>
        </details>
      )}
      {leftOut.length > 0 && (
        <details>
          <summary>{countOf(leftOut.length, 'published measurement')} left out of the data</summary>
          <ul>
            {leftOut.map(({ source, model, what, reason }) => (
              <li key={`${source}/${model}/${what}/${reason}`}>
                <b>{model}</b>, {what}: {reason} ({source})
              </li>
            ))}
          </ul>
        </details>
      )}
    </div>
  );
}
