import type { ProfileFactsFragment } from '../../generated/graphql.ts';

/** Divergences of the whole model when a block is rounded. */
const DIVERGENCE = 'nats/token KL';
/** Of models that were rounded to several types, the one that most others were rounded to. */
const TYPE = 'round:iq1_kt';

/** One profile per source and operation: of roundings the divergence, and of several types the common one. */
export function chooseProfiles(profiles: readonly ProfileFactsFragment[]): readonly ProfileFactsFragment[] {
  const groups = Map.groupBy(profiles, ({ source, operation, label }) =>
    operation.startsWith('round:') ? `${source.slug}/round` : `${source.slug}/${label}`,
  );
  return [...groups.values()].flatMap((group) => {
    const [first] = group.toSorted((one, other) => preference(one) - preference(other));
    return first ? [first] : [];
  });
}

function preference({ unitOfValue, operation }: ProfileFactsFragment): number {
  return 2 * Number(unitOfValue !== DIVERGENCE) + Number(operation !== TYPE);
}
