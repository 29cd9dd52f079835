import { AppError } from '@lamina/errors';
import type { MeasureId } from '@lamina/metrics';
import { UNIT_KINDS, type UnitKind } from '@lamina/plans';
import type { SearchRequest } from './search-results.ts';
import { completeSettings, SEARCHES, type Search } from './searches/searches.ts';
import { angularSpan } from './strategies/angular-span.ts';
import { blockInfluence } from './strategies/block-influence.ts';
import { evolutionary } from './strategies/evolutionary.ts';
import { explicit } from './strategies/explicit.ts';
import { greedyLoss } from './strategies/greedy-loss.ts';
import { iterate } from './strategies/iterate.ts';
import { iterateRepair } from './strategies/iterate-repair.ts';
import { leaveOneOutLoss } from './strategies/leave-one-out-loss.ts';
import { random } from './strategies/random.ts';
import { randomInner } from './strategies/random-inner.ts';
import { relativeMagnitude } from './strategies/relative-magnitude.ts';
import { reverse } from './strategies/reverse.ts';
import { sequential } from './strategies/sequential.ts';
import { spread } from './strategies/spread.ts';
import type { Strategy } from './strategy.ts';

/** Every strategy, in the order in which lists show them. */
const LIST = {
  blockInfluence,
  relativeMagnitude,
  angularSpan,
  leaveOneOutLoss,
  greedyLoss,
  iterate,
  iterateRepair,
  evolutionary,
  sequential,
  reverse,
  spread,
  random,
  randomInner,
  explicit,
} as const;

type List = typeof LIST;

/** The name of a strategy. */
export type StrategyName = List[keyof List]['name'];

/** Every strategy, in the order in which lists show them. */
export const STRATEGIES: readonly Strategy<StrategyName>[] = Object.values(LIST);

export const STRATEGY_NAMES: readonly StrategyName[] = STRATEGIES.map(({ name }) => name);

/** Names of strategies as programs write them: `STRATEGY.blockInfluence` is `block-influence`. */
export const STRATEGY = Object.fromEntries(Object.entries(LIST).map(([key, { name }]) => [key, name])) as {
  readonly [Key in keyof List]: List[Key]['name'];
};

/** The strategy of a name; undefined for other texts. */
export function findStrategy(name: string): Strategy<StrategyName> | undefined {
  return STRATEGIES.find((strategy) => strategy.name === name);
}

/** The strategy that a user named. @throws AppError BAD_USER_INPUT if there is none; the message lists those that there are */
export function getStrategy(name: string): Strategy<StrategyName> {
  const strategy = findStrategy(name);
  if (strategy !== undefined) return strategy;
  throw new AppError('BAD_USER_INPUT', `There is no strategy "${name}"; choose one of ${STRATEGY_NAMES.join(', ')}.`);
}

/** Whether a strategy can choose units of these kinds. Whole blocks: true also for names of no strategy. */
export function choosesUnits(name: string, kinds: readonly UnitKind[]): boolean {
  const units = findStrategy(name)?.units ?? ['block'];
  return kinds.every((kind) => units.includes(kind));
}

/** Whether a strategy's choice depends on a seed. False for names of no strategy. */
export function isRandomStrategy(name: string): boolean {
  return findStrategy(name)?.isRandom === true;
}

/** A name of no strategy needs nothing. */
const NO_STRATEGY: Pick<Strategy, 'needs'> = { needs: [] };

/** The search that a score run must run for a strategy, because the strategy takes its choice or its measures; null if it needs none. */
export function searchOf(name: string): Search | null {
  const { needs } = findStrategy(name) ?? NO_STRATEGY;
  if ('run' in needs) return needs;
  return SEARCHES.find(({ measures }) => measures.some((measure) => needs.includes(measure))) ?? null;
}

/** Whether a strategy takes the choice of a search that draws at random, so that other seeds of the search choose otherwise. */
export function searchesAtRandom(name: string): boolean {
  const search = searchOf(name);
  return search !== null && 'searchSeeds' in search.settings;
}

/** Whether what a strategy chooses is always repaired, in the way in which its search repaired it. */
export function choosesRepaired(name: string): boolean {
  return searchOf(name)?.repair(completeSettings({})) != null;
}

/** The metrics that a strategy needs; none if it takes the result of a search. */
export function metricsOf(name: string): readonly MeasureId[] {
  const { needs } = findStrategy(name) ?? NO_STRATEGY;
  return 'run' in needs ? [] : needs;
}

/** Whether a strategy needs a score run: metrics or a search. */
export function needsScores(name: string): boolean {
  return searchOf(name) !== null || metricsOf(name).length > 0;
}

/**
 * The searches that strategies need for every set of kinds of units that they can choose, each search once for each set. A search that ranks units alone
 * runs once, over all kinds.
 */
export function requestSearches(
  strategies: readonly string[],
  { sets, counts }: { readonly sets: readonly (readonly UnitKind[])[]; readonly counts: readonly number[] },
): readonly SearchRequest[] {
  const searches = SEARCHES.filter((search) => strategies.some((strategy) => searchOf(strategy) === search));
  return searches.flatMap(({ name: search, chooses, units: able }): readonly SearchRequest[] => {
    const possible = sets.filter((set) => set.every((kind) => able.includes(kind)));
    if (chooses !== 'alone') return possible.map((units) => ({ search, units, counts }));
    return [{ search, units: UNIT_KINDS.filter((kind) => possible.some((set) => set.includes(kind))), counts: [] }];
  });
}
