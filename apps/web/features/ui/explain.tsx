import type { ReactNode } from 'react';
import { Note } from './note.tsx';
import { TERMS, type TermName } from './terms.ts';

/** A small button that explains a technical term. */
export function Explain({ term }: { readonly term: TermName }): ReactNode {
  return (
    <Note label={`What is “${term}”?`} term={term}>
      <strong>{term}</strong> {TERMS[term]}
    </Note>
  );
}
