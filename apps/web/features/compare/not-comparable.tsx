import Link from 'next/link';
import type { ReactNode } from 'react';
import { Notice } from '../ui/notice.tsx';
import type { CompareEntry } from './compare-entry.ts';
import type { Problem } from './load-comparison.ts';

export interface NotComparableProps {
  readonly problem: Problem;
  readonly entries: readonly CompareEntry[];
  /** The page's address without this entry. */
  readonly getAddressWithout: (entry: CompareEntry) => string;
}

const CODES: Readonly<Record<string, string>> = {
  NOT_COMPARABLE: 'The scores are not comparable',
  NOT_FOUND: 'One of the models has no scores to compare',
};

/** The API's reason why the scores cannot be compared, and links to continue without the entry that differs. */
export function NotComparable({ problem, entries, getAddressWithout }: NotComparableProps): ReactNode {
  const apart = entries.filter(({ members }) => problem.models.length === 0 || members.some(({ slug }) => problem.models.includes(slug)));
  return (
    <Notice tone="bad" title={CODES[String(problem.code)] ?? 'The scores cannot be compared'}>
      <p>Not comparable because {problem.message}</p>
      {entries.length > 2 && (
        <p>
          Compare without{' '}
          {apart.map((entry, index) => (
            <span key={entry.slug}>
              {index > 0 && ' or '}
              <Link href={getAddressWithout(entry)}>{entry.label}</Link>
            </span>
          ))}
          .
        </p>
      )}
    </Notice>
  );
}
