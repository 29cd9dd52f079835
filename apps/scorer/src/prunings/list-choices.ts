import type { EvaluatedRemoval } from '@lamina/benchmarks';
import type { PruneModelPayload } from '@lamina/jobs';
import { type Change, changeOf, EXPLICIT, removalOf, UNCHANGED, type Unit, type UnitKind } from '@lamina/plans';
import { choosesUnits, countRemovable, isRandomStrategy, planRemoval, type StrategyScores, searchesAtRandom } from '@lamina/strategies';

/** The units that a strategy chose, or the change that was asked for: units, a smaller vocabulary, a type of GGUF files, or several of these. */
export interface Choice
  extends Pick<EvaluatedRemoval, 'strategy' | 'seed' | 'protectFirst' | 'protectLast'>,
    Omit<Change<never>, 'repair'> {
  /** Kinds of units that could be chosen; none where a vocabulary or a type was asked for. */
  readonly units: readonly UnitKind[];
  /** The units in the order of their choice. */
  readonly order: readonly Unit[];
}

/** The request of a prune job. */
export type ChoiceRequest = Pick<
  PruneModelPayload,
  'strategies' | 'counts' | 'seeds' | 'removals' | 'vocabularies' | 'types' | 'combinations' | 'protectFirst' | 'protectLast' | 'units'
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
 * The choices of every strategy at every count, for every set of kinds, then the named changes. Strategies that choose whole layers only leave other
 * sets out.
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
  return [...planned, ...listNamed(request).map(toNamed)];
}

/** The changes that a request names: removals, smaller vocabularies, types, and combinations of these. */
function listNamed({ strategies, removals, vocabularies, types, combinations }: ChoiceRequest): readonly Change<never>[] {
  return [
    ...(strategies.includes(EXPLICIT) ? removals.map((units) => changeOf(removalOf(units))) : []),
    ...vocabularies.map((keepVocabulary) => ({ ...UNCHANGED, keepVocabulary })),
    ...types.map((precision) => ({ ...UNCHANGED, precision })),
    ...combinations.map(({ remove, keepVocabulary = null, type: precision = null }) => ({
      ...changeOf(removalOf(remove)),
      precision,
      keepVocabulary,
    })),
  ];
}

function toNamed({ remove, precision, keepVocabulary }: Change<never>): Choice {
  const units = [...new Set(remove.map(({ kind }) => kind))];
  return {
    strategy: EXPLICIT,
    seed: null,
    protectFirst: false,
    protectLast: false,
    units,
    remove,
    order: remove,
    precision,
    keepVocabulary,
  };
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
      precision: null,
      keepVocabulary: null,
      seed: searchSeed ?? plan.seed,
      units,
      protectFirst,
      protectLast,
    }));
}
