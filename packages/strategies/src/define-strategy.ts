import { orderByMetrics } from './order-by-metrics.ts';
import { takeSearched, takeSearchedSet } from './search.ts';
import type { Strategy } from './strategy.ts';

type Definition<Name extends string> = Omit<Strategy<Name>, 'isRandom' | 'keepsEnds' | 'order'> & Partial<Strategy<Name>>;

/** A strategy that is not random, chooses among all blocks and orders units by what it `needs`, where the definition does not say otherwise. */
export function defineStrategy<const Name extends string>(definition: Definition<Name>): Strategy<Name> {
  const { needs, isNested } = definition;
  return {
    isRandom: false,
    keepsEnds: false,
    order: (scores, request) => {
      if (typeof needs !== 'string') return orderByMetrics(needs, scores, request);
      return isNested ? takeSearched(needs, scores, request) : takeSearchedSet(needs, scores, request);
    },
    ...definition,
  };
}
