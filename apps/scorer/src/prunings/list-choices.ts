import type { PruneModelPayload } from '@lamina/jobs';
import {
  areBlocksOnly,
  choosesUnits,
  createRemoval,
  isRandomStrategy,
  listUnits,
  type Removal,
  STRATEGY,
  type Unit,
  type UnitKind,
} from '@lamina/plans';
import { listCandidates, planRemoval, planUnits, type StrategyScores } from '@lamina/strategies';

/** The units that a strategy chose. */
export interface Choice {
  readonly strategy: string;
  /** The seed of a random strategy, or of a search with a further seed; null for the others. */
  readonly seed: number | null;
  readonly protectFirst: boolean;
  readonly protectLast: boolean;
  /** Kinds of units that could be chosen. */
  readonly units: readonly UnitKind[];
  readonly removal: Removal;
  /** The units in the order of their choice. */
  readonly order: readonly Unit[];
}

/** What a prune job asks for. */
export type ChoiceRequest = Pick<
  PruneModelPayload,
  'strategies' | 'counts' | 'seeds' | 'removals' | 'protectFirst' | 'protectLast' | 'units'
>;

/** Facts on which choices depend. */
export interface ChoiceFacts {
  readonly blockCount: number;
  /** The units that the model has; undefined where nothing is known of them, and every layer is taken to have both halves. */
  readonly existing: readonly Unit[] | undefined;
  /** The scores for choosing units of some kinds, with what the search of a seed found; default: the first one. */
  readonly scoresOf: (kinds: readonly UnitKind[], searchSeed?: number) => StrategyScores;
  /** The seeds of the evolutionary searches over units of some kinds. */
  readonly searchSeedsOf: (kinds: readonly UnitKind[]) => readonly number[];
}

/** The choices of every strategy at every count, for every set of kinds. Strategies that choose whole layers only leave other sets out. */
export function listChoices(request: ChoiceRequest, facts: ChoiceFacts): readonly Choice[] {
  const { units = [['block']] } = request;
  const explicit = request.strategies.includes(STRATEGY.explicit) ? listExplicit(request) : [];
  const strategies = request.strategies.filter((strategy) => strategy !== STRATEGY.explicit);
  const planned = units.flatMap((kinds) => {
    const own = { ...facts, scores: facts.scoresOf(kinds) };
    // The search of the first seed chooses as every other strategy does.
    const furtherSeeds = strategies.includes(STRATEGY.evolutionary) ? facts.searchSeedsOf(kinds).slice(1) : [];
    return [
      ...strategies
        .filter((strategy) => choosesUnits(strategy, kinds))
        .flatMap((strategy) => listPlanned({ ...request, strategy, kinds }, own)),
      ...furtherSeeds.flatMap((seed) =>
        listPlanned({ ...request, strategy: STRATEGY.evolutionary, kinds }, { ...own, scores: facts.scoresOf(kinds, seed) }).map(
          (choice) => ({ ...choice, seed }),
        ),
      ),
    ];
  });
  return [...planned, ...explicit];
}

function listExplicit({ removals = [] }: ChoiceRequest): readonly Choice[] {
  return removals.map((given) => {
    // A list of layers keeps its order; sets of units have none.
    const removal = createRemoval(Array.isArray(given) ? { blocks: given } : given);
    const order = Array.isArray(given) ? given.map((block): Unit => ({ kind: 'block', block })) : listUnits(removal);
    const units = [...new Set(order.map(({ kind }) => kind))];
    return { strategy: STRATEGY.explicit, seed: null, protectFirst: false, protectLast: false, units, removal, order };
  });
}

function listPlanned(
  request: ChoiceRequest & { readonly strategy: string; readonly kinds: readonly UnitKind[] },
  { blockCount, existing, scores }: Pick<ChoiceFacts, 'blockCount' | 'existing'> & { readonly scores: StrategyScores },
): readonly Choice[] {
  const { strategy, kinds, counts, seeds, protectFirst = false, protectLast = false } = request;
  const protections = { protectFirst, protectLast };
  const limit = countRemovable(request, { blockCount, existing });
  return counts
    .filter((count) => count <= limit)
    .flatMap((count) =>
      (isRandomStrategy(strategy) ? seeds : [0]).map((seed) => {
        const wanted = { blockCount, count, scores, seed, ...protections };
        return { ...plan(strategy, kinds, { ...wanted, existing }), units: kinds, ...protections };
      }),
    );
}

function plan(strategy: string, kinds: readonly UnitKind[], wanted: Omit<Parameters<typeof planUnits>[1], 'units'>) {
  if (!areBlocksOnly(kinds)) return planUnits(strategy, { ...wanted, units: kinds });
  const { removed, order, seed } = planRemoval(strategy, wanted);
  return { strategy, seed, removal: createRemoval({ blocks: removed }), order: order.map((block): Unit => ({ kind: 'block', block })) };
}

/** The largest number of units that a strategy may remove: one unit, and what is protected, is always kept. */
function countRemovable(
  { strategy, kinds, protectFirst = false, protectLast = false }: Parameters<typeof listPlanned>[0],
  facts: Pick<ChoiceFacts, 'blockCount' | 'existing'>,
): number {
  const candidates = listCandidates(strategy, { ...facts, units: kinds, protectFirst, protectLast }).length;
  return areBlocksOnly(kinds) ? Math.min(candidates, facts.blockCount - 1) : candidates - 1;
}
