import type { Fitness, Unit, UnitKind } from '@lamina/plans';
import { choosesUnits, SEARCHES, type Search, type StrategyScores, searchOf } from '@lamina/strategies';

/** What one search of a score run chose. */
interface ResultOf<Kind extends Search> {
  readonly kind: Kind;
  /** The kinds of units that it could choose. */
  readonly units: readonly UnitKind[];
  /** The units in the order of their removal; those of an evolutionary search go together. */
  readonly order: readonly Unit[];
}

/** Greedy removal by loss. */
interface GreedyResult extends ResultOf<'greedy'> {
  /** The loss of all windows (nats) after each removal. */
  readonly nll: readonly number[];
}

/** Iterative removal of whole layers, with a repair before each measurement. */
interface RepairedResult extends ResultOf<'repaired'> {
  /** Kind of the repair. */
  readonly repair: string;
}

/** The units that an evolutionary search found best to remove together. A search for several numbers of units, or from several seeds, gives several. */
interface EvolvedResult extends ResultOf<'evolved'> {
  readonly seed: number;
  /** What was made small, in nats per token. */
  readonly fitness: Fitness;
  readonly value: number;
  /** How often the model read the text. */
  readonly passes: number;
}

/** One entry of the column `searches` of a score run. */
export type SearchResult = GreedyResult | ResultOf<'iterative'> | RepairedResult | EvolvedResult;

/** A search that a strategy needs over units of some kinds. */
export interface NeededSearch {
  readonly search: Search;
  readonly units: readonly UnitKind[];
}

/** The searches that strategies need for every set of kinds of units that they can choose; default: whole layers. */
export function neededSearches(
  strategies: readonly string[],
  sets: readonly (readonly UnitKind[])[] = [['block']],
): readonly NeededSearch[] {
  return strategies.flatMap((strategy) => {
    const search = searchOf(strategy);
    return search === null ? [] : sets.filter((units) => choosesUnits(strategy, units)).map((units) => ({ search, units }));
  });
}

/** The results of one search over exactly these kinds of units. */
export function listResults<Kind extends Search>(
  results: readonly SearchResult[],
  kind: Kind,
  units: readonly UnitKind[],
): readonly Extract<SearchResult, { readonly kind: Kind }>[] {
  return results.filter(
    (result): result is Extract<SearchResult, { readonly kind: Kind }> => result.kind === kind && result.units.join() === units.join(),
  );
}

/**
 * What each search over exactly these kinds of units chose: a list in the order of choice, or a set for each number of units.
 * @param seed of evolutionary searches; null = the first one's
 */
export function listFound(results: readonly SearchResult[], units: readonly UnitKind[], seed: number | null): StrategyScores['found'] {
  const evolved = listResults(results, 'evolved', units);
  const chosen = seed ?? evolved[0]?.seed;
  const ofSeed = evolved.filter((result) => result.seed === chosen);
  const found = SEARCHES.map((kind) => [kind, (kind === 'evolved' ? ofSeed : listResults(results, kind, units)).map(({ order }) => order)]);
  return Object.fromEntries(found);
}
