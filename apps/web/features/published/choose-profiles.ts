import { chooseRounding } from '@lamina/metrics';
import type { ProfileFactsFragment } from '../../generated/graphql.ts';

/** One profile per source and operation: of roundings the divergence, and of several types the common one. */
export function chooseProfiles(profiles: readonly ProfileFactsFragment[]): readonly ProfileFactsFragment[] {
  const groups = Map.groupBy(profiles, ({ source, operation, label }) =>
    operation.startsWith('round:') ? `${source.slug}/round` : `${source.slug}/${label}`,
  );
  return [...groups.values()].flatMap((group) => {
    const chosen = chooseRounding(group); // the first of a group without roundings
    return chosen === null ? [] : [chosen];
  });
}
