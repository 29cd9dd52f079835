import { getAt } from '@lamina/errors';
import { type SearchStrategy, STRATEGY, type Unit, type UnitKind } from '@lamina/plans';
import type { Prisma } from '../../generated/client.ts';

/** What searches of a score run over units of some kinds chose. A list is empty where that search did not run. */
export interface SearchRecord {
  readonly units: readonly UnitKind[];
  /** Units in the order of greedy removal, with the loss of all windows (nats) after each removal. */
  readonly greedy: readonly (Unit & { readonly nll: number })[];
  /** Units in the order of iterative removal. */
  readonly iterative: readonly Unit[];
  /** Units that searches found best to remove together, for each number of units. */
  readonly evolved: readonly EvolvedUnits[];
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

/** The same for whole layers, as it is stored. */
interface EvolvedLayers extends Omit<EvolvedUnits, 'units'> {
  readonly layers: readonly number[];
}

/** The columns of a score run that hold what searches chose; those of whole layers are older than the one of all other sets. */
export interface SearchColumns {
  readonly greedyOrder: number[];
  readonly greedyNll: number[];
  readonly iterativeOrder: number[];
  readonly evolvedSets: unknown;
  readonly unitSearches: unknown;
}

/** The units that a search strategy chooses, by strategy. */
const RESULTS = {
  [STRATEGY.greedyLoss]: 'greedy',
  [STRATEGY.iterate]: 'iterative',
  [STRATEGY.evolutionary]: 'evolved',
} as const satisfies Record<SearchStrategy, keyof SearchRecord>;

/** Whether a search for a strategy ran over units of these kinds. */
export function hasSearch(searches: readonly SearchRecord[], strategy: SearchStrategy, units: readonly UnitKind[]): boolean {
  return findSearch(searches, units)[RESULTS[strategy]].length > 0;
}

/** What searches over exactly these kinds chose; its lists are empty where none ran. */
export function findSearch(searches: readonly SearchRecord[], units: readonly UnitKind[]): SearchRecord {
  return searches.find((search) => search.units.join() === units.join()) ?? { units, greedy: [], iterative: [], evolved: [] };
}

const LAYERS: readonly UnitKind[] = ['block'];

/** Columns of what was found. Those in JSON are left out where no search of that form found anything. */
export function toSearchColumns(searches: readonly SearchRecord[]) {
  const { greedy, iterative, evolved } = findSearch(searches, LAYERS);
  const others = searches.filter(
    ({ units, ...found }) => units.join() !== LAYERS.join() && Object.values(found).some(({ length }) => length > 0),
  );
  return {
    greedyOrder: greedy.map(({ block }) => block),
    greedyNll: greedy.map(({ nll }) => nll),
    iterativeOrder: iterative.map(({ block }) => block),
    ...(evolved.length === 0 ? {} : { evolvedSets: evolved.map(toLayers) }),
    ...(others.length === 0 ? {} : { unitSearches: others as unknown as Prisma.InputJsonArray }),
  };
}

function toLayers({ units, ...found }: EvolvedUnits) {
  return { layers: units.map(({ block }) => block), ...found };
}

/** What the columns of a score run hold. */
export function fromSearchColumns({
  greedyOrder,
  greedyNll,
  iterativeOrder,
  evolvedSets,
  unitSearches,
}: SearchColumns): readonly SearchRecord[] {
  const toUnit = (block: number): Unit => ({ kind: 'block', block });
  // Null: no search of that form found anything.
  const evolved = (evolvedSets ?? []) as readonly EvolvedLayers[];
  const layers: SearchRecord = {
    units: LAYERS,
    greedy: greedyOrder.map((block, place) => ({ ...toUnit(block), nll: getAt(greedyNll, place) })),
    iterative: iterativeOrder.map(toUnit),
    evolved: evolved.map(({ layers: found, ...rest }) => ({ units: found.map(toUnit), ...rest })),
  };
  // Null: the same for other units.
  const others = (unitSearches ?? []) as readonly SearchRecord[];
  return [layers, ...others];
}
