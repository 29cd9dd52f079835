import { AppError } from '@lamina/errors';
import type { Unit } from '@lamina/plans';
import { orderByMetrics } from './order-by-metrics.ts';
import { findOrder } from './search-results.ts';
import type { Search } from './searches/searches.ts';
import type { Strategy, StrategyRequest, StrategyScores } from './strategy.ts';

type Definition<Name extends string> = Omit<Strategy<Name>, 'isRandom' | 'keepsEnds' | 'order'> & Partial<Strategy<Name>>;

/** A strategy that is not random, chooses among all blocks and orders units by what it `needs`, where the definition does not say otherwise. */
export function defineStrategy<const Name extends string>(definition: Definition<Name>): Strategy<Name> {
  const { needs } = definition;
  return {
    isRandom: false,
    keepsEnds: false,
    order: (scores, request) => ('run' in needs ? takeFound(needs, scores, request) : orderByMetrics(needs, scores, request)),
    ...definition,
  };
}

/**
 * The candidates among the units that a search chose, in its order.
 * @throws AppError BAD_USER_INPUT if the search did not run, not for this number of units, or chose too few of the candidates
 */
function takeFound({ name }: Search, { searches }: StrategyScores, { candidates, count }: StrategyRequest): readonly Unit[] {
  const found = findOrder(searches, { search: name, count });
  const advice = `score the model with --${name} ${count}`;
  if (found === null)
    throw new AppError('BAD_USER_INPUT', `the score run has no search "${name}"; ${advice} first, or choose another strategy`);
  const chosen = found.filter((unit) => candidates.some(({ kind, block }) => kind === unit.kind && block === unit.block));
  if (chosen.length >= count) return chosen;
  throw new AppError(
    'BAD_USER_INPUT',
    `the search "${name}" has ${found.length} units, ${chosen.length} of which may be removed here, but ${count} are needed; ${advice}`,
  );
}
