import { getEntry } from '@lamina/errors';
import type { RepairKind } from '@lamina/metrics';
import type { Unit, UnitKind } from '@lamina/plans';
import type { SearchOutcome } from './search.ts';
import { SEARCHES, type Search, type SearchName } from './searches/searches.ts';

/** A search over units of some kinds, as flags, jobs and the engine take it. */
export interface SearchRequest {
  readonly search: SearchName;
  /** Kinds of units that it may choose; several kinds are ranked together. */
  readonly units: readonly UnitKind[];
  /** Numbers of units to remove. A search that removes one after another goes up to the largest; one that ranks units alone needs none. */
  readonly counts: readonly number[];
}

/** The choice of a search, as results and score runs hold it. */
export interface SearchResult extends Pick<SearchOutcome, 'order' | 'values'> {
  readonly search: SearchName;
  /** Kinds of units that it could choose. */
  readonly units: readonly UnitKind[];
  /** Null for a search that draws nothing. */
  readonly seed: number | null;
  /** The repair with which the choice is used; null for none. */
  readonly repair: RepairKind | null;
}

const BY_NAME: ReadonlyMap<string, Search> = new Map(SEARCHES.map((search) => [search.name, search]));

/** The search of a name. */
export function getSearch(name: SearchName): Search {
  return getEntry(BY_NAME, name);
}

/** The results of a search over exactly these kinds of units; of one that ranks units alone, over these kinds and others. */
export function listResults(
  results: readonly SearchResult[],
  { search, units }: Pick<SearchRequest, 'search' | 'units'>,
): readonly SearchResult[] {
  const { chooses } = getSearch(search);
  return results.filter(
    (result) =>
      result.search === search &&
      (chooses === 'alone' ? units.every((kind) => result.units.includes(kind)) : result.units.join() === units.join()),
  );
}

/**
 * The results over these kinds of units that strategies take: of a search that draws, those of one seed.
 * @param seed null = the first one
 */
export function pickResults(results: readonly SearchResult[], units: readonly UnitKind[], seed: number | null): readonly SearchResult[] {
  return SEARCHES.flatMap(({ name }) => {
    const found = listResults(results, { search: name, units });
    const chosen = seed ?? found[0]?.seed ?? null;
    return found.filter((result) => result.seed === null || result.seed === chosen);
  });
}

/** The units of the first result that has enough of them. */
export function findOrder(
  results: readonly SearchResult[],
  { search, count }: { readonly search: SearchName; readonly count: number },
): readonly Unit[] | null {
  const found = results.filter((result) => result.search === search);
  const { chooses } = getSearch(search);
  // The units that are best together at another number are not best at this one.
  return found.find(({ order }) => (chooses === 'set' ? order.length === count : true))?.order ?? (found.length === 0 ? null : []);
}
