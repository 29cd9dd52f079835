import { AppError } from '@lamina/errors';
import type { Unit } from '@lamina/plans';
import type { Search, StrategyRequest, StrategyScores } from './strategy.ts';

/** The searches of a score run, with the flags of `lamina score` that run them. */
const FLAGS: Readonly<Record<Search, string>> = {
  greedy: '--greedy',
  iterative: '--iterate',
  repaired: '--iterate-repair scalar --iterate',
  evolved: '--evolve',
};

/** Every search, in the order of FLAGS. */
export const SEARCHES = Object.keys(FLAGS) as readonly Search[];

/**
 * The candidates among the units that a search chose one after another, in its order.
 * @throws AppError BAD_USER_INPUT if the search did not run or chose too few of the candidates
 */
export function takeSearched(search: Search, { found }: StrategyScores, request: StrategyRequest): readonly Unit[] {
  return requireEnough(search, found[search][0], request);
}

/**
 * The units that a search found best to remove together. Those of another number of units are not best at this one.
 * @throws AppError BAD_USER_INPUT if the search did not run for exactly `count` units, or chose units that are no candidates
 */
export function takeSearchedSet(search: Search, scores: StrategyScores, request: StrategyRequest): readonly Unit[] {
  const sets = scores.found[search];
  // A search for other numbers of units ran, and found nothing for this one.
  const found = sets.find((set) => set.length === request.count) ?? [];
  return requireEnough(search, sets.length === 0 ? undefined : found, request);
}

function requireEnough(search: Search, found: readonly Unit[] | undefined, { candidates, count }: StrategyRequest): readonly Unit[] {
  const advice = `score the model with ${FLAGS[search]} ${count}`;
  if (found === undefined)
    throw new AppError('BAD_USER_INPUT', `the score run has no ${search} search; ${advice} first, or choose another strategy`);
  const chosen = candidatesAmong(found, candidates);
  if (chosen.length >= count) return chosen;
  throw new AppError(
    'BAD_USER_INPUT',
    `the ${search} search has ${found.length} units, ${chosen.length} of which may be removed here, but ${count} are needed; ${advice}`,
  );
}

function candidatesAmong(units: readonly Unit[], candidates: readonly Unit[]): readonly Unit[] {
  return units.filter((unit) => candidates.some(({ kind, block }) => kind === unit.kind && block === unit.block));
}
