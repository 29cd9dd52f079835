import type { ReactNode } from 'react';
import { Notice } from '../ui/notice.tsx';
import type { Part } from './load-insight.ts';

/** Lists the parts that the API refused; the rest of the page is still shown. */
export function MissingParts({ parts }: { readonly parts: readonly (Part<unknown> | null)[] }): ReactNode {
  const problems = parts.map((part) => part?.problem).filter((problem) => typeof problem === 'string');
  if (problems.length === 0) return null;
  return (
    <Notice title="A part of this page is missing">
      <ul>
        {problems.map((problem) => (
          <li key={problem}>{problem}</li>
        ))}
      </ul>
    </Notice>
  );
}
