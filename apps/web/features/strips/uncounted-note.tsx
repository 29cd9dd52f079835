import type { ReactNode } from 'react';
import type { StripFactsFragment } from '../../generated/graphql.ts';

/** Strips that are shown but not counted, with the reasons; their rows link to it. */
export function UncountedNote({ strips }: { readonly strips: readonly StripFactsFragment[] }): ReactNode {
  const reasons = Map.groupBy(
    strips.flatMap(({ reason, name }) => (reason === null ? [] : [{ reason, name }])),
    ({ reason }) => reason,
  );
  if (reasons.size === 0) return null;
  const words = [...reasons].map(([reason, found]) => `${[...new Set(found.map(({ name }) => name))].join(', ')} (${reason})`);
  return (
    <p id="not-counted">
      <b>Not counted:</b> {words.join('; ')}.
    </p>
  );
}
