import type { EvaluatedRemoval } from '@lamina/benchmarks';
import type { PruneModelPayload } from '@lamina/jobs';
import { EXPLICIT, NOTHING_REMOVED, type Removal, removalOf, type Unit, type UnitKind } from '@lamina/plans';
import { choosesUnits, countRemovable, isRandomStrategy, planRemoval, type StrategyScores, searchesAtRandom } from '@lamina/strategies';

/** The units that a strategy chose, or the vocabulary that was asked for. */
export interface Choice extends Pick<EvaluatedRemoval, 'strategy' | 'seed' | 'protectFirst' | 'protectLast' | 'remove'> {
  /** Kinds of units that could be chosen; none where a vocabulary was asked for. */
  readonly units: readonly UnitKind[];
  /** As a Change has it. */
  readonly keepVocabulary: string | null;
  /** The units in the order of their choice. */
  readonly order: readonly Unit[];
}

/** The request of a prune job. */
export type ChoiceRequest = Pick<
  PruneModelPayload,
  'strategies' | 'counts' | 'seeds' | 'removals' | 'vocabularies' | 'protectFirst' | 'protectLast' | 'units'
>;

/** Facts on which choices depend. */
export interface ChoiceFacts {
  readonly blockCount: number;
  /** The units that the model has; null if nothing is known of them, and every layer is taken to have an attention and an MLP. */
  readonly existing: readonly Unit[] | null;
  /** The scores for choosing units of some kinds, with what the search of a seed found; null: the first one. */
  readonly scoresOf: (kinds: readonly UnitKind[], searchSeed: number | null) => StrategyScores;
  /** The seeds of searches that draw over units of some kinds. */
  readonly searchSeedsOf: (kinds: readonly UnitKind[]) => readonly number[];
}

/**
 * The choices of every strategy at every count, for every set of kinds, then the vocabularies. Strategies that choose whole layers only leave other sets out.
 */
export function listChoices(request: ChoiceRequest, facts: ChoiceFacts): readonly Choice[] {
  const { units } = request;
  const planned = units.flatMap((kinds) =>
    request.strategies
      .filter((strategy) => strategy !== EXPLICIT && choosesUnits(strategy, kinds))
      .flatMap((strategy) => [
        ...listPlanned({ ...request, strategy, kinds, searchSeed: null }, facts),
        // The search of the first seed chooses as every other strategy does.
        ...(searchesAtRandom(strategy) ? facts.searchSeedsOf(kinds).slice(1) : []).flatMap((searchSeed) =>
          listPlanned({ ...request, strategy, kinds, searchSeed }, facts),
        ),
      ]),
  );
  const named = request.strategies.includes(EXPLICIT) ? request.removals.map(removalOf).map((remove) => toNamed(remove, null)) : [];
  return [...planned, ...named, ...request.vocabularies.map((classes) => toNamed(NOTHING_REMOVED, classes))];
}

function toNamed(remove: Removal, keepVocabulary: string | null): Choice {
  const units = [...new Set(remove.map(({ kind }) => kind))];
  return { strategy: EXPLICIT, seed: null, protectFirst: false, protectLast: false, units, remove, order: remove, keepVocabulary };
}

interface PlanRequest extends ChoiceRequest {
  readonly strategy: string;
  readonly kinds: readonly UnitKind[];
  /** Seed of the search whose choice is taken; null = the first one. */
  readonly searchSeed: number | null;
}

function listPlanned(request: PlanRequest, { blockCount, existing, scoresOf }: ChoiceFacts): readonly Choice[] {
  const { strategy, kinds: units, counts, searchSeed, protectFirst, protectLast } = request;
  const candidates = { blockCount, units, existing, protectFirst, protectLast };
  const limit = countRemovable(strategy, candidates);
  const scores = scoresOf(units, searchSeed);
  const seeds = isRandomStrategy(strategy) ? request.seeds : [0];
  return counts
    .filter((count) => count <= limit)
    .flatMap((count) => seeds.map((seed) => planRemoval(strategy, { ...candidates, count, scores, seed })))
    .map(({ removal: remove, ...plan }) => ({
      ...plan,
      remove,
      keepVocabulary: null,
      seed: searchSeed ?? plan.seed,
      units,
      protectFirst,
      protectLast,
    }));
}
