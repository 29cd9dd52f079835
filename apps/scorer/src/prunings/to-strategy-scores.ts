import type { StoredScores } from '@lamina/database';
import { type RepairSetting, repairSetting } from '@lamina/jobs';
import { MEASURES } from '@lamina/metrics';
import { UNIT_KINDS, type Unit, type UnitKind } from '@lamina/plans';
import { pickResults, type StrategyScores } from '@lamina/strategies';

/**
 * Stored scores in the form of strategies that choose units of some kinds.
 * @param searchSeed of searches that draw at random; null = the run's first one
 */
export function toStrategyScores(
  { means, angularLastToken, searches }: StoredScores,
  kinds: readonly UnitKind[],
  searchSeed: number | null,
): StrategyScores {
  return { means, angularLastToken, searches: pickResults(searches, kinds, searchSeed) };
}

/** The units that a model has, by its scores: a layer without a sublayer has no influence of it. */
export function listScoredUnits({ means }: StoredScores, { blockCount }: { readonly blockCount: number }): readonly Unit[] {
  const influences = { attention: means[MEASURES.attentionInfluence.id], mlp: means[MEASURES.mlpInfluence.id] };
  return Array.from({ length: blockCount }, (_, block) =>
    UNIT_KINDS.filter((kind) => kind === 'block' || typeof influences[kind]?.[block] === 'number').map((kind): Unit => ({ kind, block })),
  ).flat();
}

/** The seeds with which searches of a run drew over units of some kinds, in their order. */
export function listSearchSeeds({ searches }: StoredScores, kinds: readonly UnitKind[]): readonly number[] {
  const found = searches.filter(({ units }) => units.join() === kinds.join()).map(({ seed }) => seed);
  return [...new Set(found.filter((seed) => seed !== null))];
}

/** The repair with which a search chose, solved on the text of its scores; null where none did. */
export function findSearchRepair({ searches, cut }: StoredScores): RepairSetting | null {
  const kind = searches.find(({ repair }) => repair !== null)?.repair ?? null;
  return kind === null ? null : repairSetting.parse({ kind, ...cut, windows: cut.windows ?? undefined });
}
