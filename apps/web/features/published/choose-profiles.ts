import { chooseRounding } from '@lamina/metrics';
import type { ProfileFactsFragment } from '../../generated/graphql.ts';
import { numbers } from '../ui/numbers.ts';

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

/** The rank correlation of a profile with depth. Near −1 or 1 it says little but depth. */
export function formatDepth({ depthCorrelation }: Pick<ProfileFactsFragment, 'depthCorrelation'>): string {
  return depthCorrelation === null ? 'not defined' : numbers.fixed(depthCorrelation, 2);
}
