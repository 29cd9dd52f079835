import type { ReactNode } from 'react';
import type { SourceFactsFragment } from '../../generated/graphql.ts';
import panel from '../ui/panel.module.css';

/** Who published the numbers beside it. Their licences demand that it is visible wherever the numbers are. */
export function CreditLine({ sources }: { readonly sources: readonly SourceFactsFragment[] }): ReactNode {
  const distinct = [...new Map(sources.map((source) => [source.slug, source])).values()];
  return (
    <p className={panel.credits} data-credit>
      {distinct.map(({ slug, credit, url, licence }, place) => (
        <span key={slug}>
          {place > 0 && ' · '}
          {url === null ? credit : <a href={url}>{withoutAddress(credit)}</a>} ({licence})
        </span>
      ))}
    </p>
  );
}

/** The address stands in the link. */
function withoutAddress(credit: string): string {
  return credit.replace(/https?:\/\/[^\s,)]+,?\s*/, '');
}
