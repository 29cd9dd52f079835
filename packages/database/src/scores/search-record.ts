import { getAt } from '@lamina/errors';
import type { Unit, UnitKind } from '@lamina/plans';
import { choosesUnits, type Search, type StrategyScores, searchOf } from '@lamina/strategies';
import type { Prisma } from '../../generated/client.ts';

/** What searches of a score run over units of some kinds chose. A list is empty where that search did not run. */
export interface SearchRecord {
  readonly units: readonly UnitKind[];
  /** Units in the order of greedy removal, with the loss of all windows (nats) after each removal. */
  readonly greedy: readonly (Unit & { readonly nll: number })[];
  /** Units in the order of iterative removal. */
  readonly iterative: readonly Unit[];
  /** The same with a repair; of whole layers only. Absent where it did not run. */
  readonly repaired?: RepairedUnits | undefined;
  /** Units that searches found best to remove together, for each number of units. */
  readonly evolved: readonly EvolvedUnits[];
}

/** Units in the order of iterative removal where what is removed is repaired before each measurement. */
export interface RepairedUnits {
  /** Kind of the repair. */
  readonly repair: string;
  readonly units: readonly Unit[];
}

/** The units that an evolutionary search removes together. */
export interface EvolvedUnits {
  readonly units: readonly Unit[];
  /** What was made small: `divergence` or `loss`, in nats per token. */
  readonly fitness: string;
  readonly value: number;
  /** How often the model read the text. */
  readonly passes: number;
  readonly seed: number;
}

/** Both for whole layers, as they are stored. */
type Layers<Found> = Omit<Found, 'units'> & { readonly layers: readonly number[] };

/** The columns of a score run that hold what searches chose; those of whole layers are older than the one of all other sets. */
export interface SearchColumns {
  readonly greedyOrder: number[];
  readonly greedyNll: number[];
  readonly iterativeOrder: number[];
  readonly repairedSearch: unknown;
  readonly evolvedSets: unknown;
  readonly unitSearches: unknown;
}

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

/** Whether a search ran over units of these kinds. */
export function hasSearch(searches: readonly SearchRecord[], { search, units }: NeededSearch): boolean {
  return listFound(findSearch(searches, units))[search].length > 0;
}

/** What each search chose: a list in the order of choice, or a set for each number of units. */
export function listFound({ greedy, iterative, repaired, evolved }: SearchRecord): StrategyScores['found'] {
  const listOf = (units: readonly Unit[]) => (units.length === 0 ? [] : [units]);
  return {
    greedy: listOf(greedy),
    iterative: listOf(iterative),
    repaired: repaired === undefined ? [] : listOf(repaired.units),
    evolved: evolved.map(({ units }) => units),
  };
}

/** What searches over exactly these kinds chose; its lists are empty where none ran. */
export function findSearch(searches: readonly SearchRecord[], units: readonly UnitKind[]): SearchRecord {
  return searches.find((search) => search.units.join() === units.join()) ?? { units, greedy: [], iterative: [], evolved: [] };
}

const LAYERS: readonly UnitKind[] = ['block'];

/** Columns of what was found. Those in JSON are left out where no search of that form found anything. */
export function toSearchColumns(searches: readonly SearchRecord[]) {
  const { greedy, iterative, repaired, evolved } = findSearch(searches, LAYERS);
  const others = searches.filter(
    ({ units, ...found }) =>
      units.join() !== LAYERS.join() && [found.greedy, found.iterative, found.evolved].some(({ length }) => length > 0),
  );
  return {
    greedyOrder: greedy.map(({ block }) => block),
    greedyNll: greedy.map(({ nll }) => nll),
    iterativeOrder: iterative.map(({ block }) => block),
    ...(repaired === undefined ? {} : { repairedSearch: toLayers(repaired) }),
    ...(evolved.length === 0 ? {} : { evolvedSets: evolved.map(toLayers) }),
    ...(others.length === 0 ? {} : { unitSearches: others as unknown as Prisma.InputJsonArray }),
  };
}

function toLayers<Found extends EvolvedUnits | RepairedUnits>({ units, ...found }: Found) {
  return { layers: units.map(({ block }) => block), ...found };
}

/** What the columns of a score run hold. */
export function fromSearchColumns({
  greedyOrder,
  greedyNll,
  iterativeOrder,
  repairedSearch,
  evolvedSets,
  unitSearches,
}: SearchColumns): readonly SearchRecord[] {
  const toUnit = (block: number): Unit => ({ kind: 'block', block });
  // Null: no search of that form found anything.
  const evolved = (evolvedSets ?? []) as readonly Layers<EvolvedUnits>[];
  const repaired = repairedSearch as Layers<RepairedUnits> | null;
  const layers: SearchRecord = {
    units: LAYERS,
    greedy: greedyOrder.map((block, place) => ({ ...toUnit(block), nll: getAt(greedyNll, place) })),
    iterative: iterativeOrder.map(toUnit),
    ...(repaired === null ? {} : { repaired: { repair: repaired.repair, units: repaired.layers.map(toUnit) } }),
    evolved: evolved.map(({ layers: found, ...rest }) => ({ units: found.map(toUnit), ...rest })),
  };
  // Null: the same for other units.
  const others = (unitSearches ?? []) as readonly SearchRecord[];
  return [layers, ...others];
}
