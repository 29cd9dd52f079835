import { listFound, listResults, type StoredScores } from '@lamina/database';
import { type RepairSetting, repairSetting } from '@lamina/jobs';
import { MEASURES } from '@lamina/metrics';
import { UNIT_KINDS, type Unit, type UnitKind } from '@lamina/plans';
import type { StrategyScores } from '@lamina/strategies';

/**
 * Stored scores in the form of strategies that choose units of some kinds.
 * @param searchSeed of evolutionary searches; null = the run's first one
 */
export function toStrategyScores(
  { means, angularLastToken, searches }: StoredScores,
  kinds: readonly UnitKind[],
  searchSeed: number | null,
): StrategyScores {
  return { means, angularLastToken, found: listFound(searches, kinds, searchSeed) };
}

/** The units that a model has, by its scores: a layer without a sublayer has no influence of it. */
export function listScoredUnits({ means }: StoredScores, { blockCount }: { readonly blockCount: number }): readonly Unit[] {
  const influences = { attention: means[MEASURES.attentionInfluence.id], mlp: means[MEASURES.mlpInfluence.id] };
  return Array.from({ length: blockCount }, (_, block) =>
    UNIT_KINDS.filter((kind) => kind === 'block' || typeof influences[kind]?.[block] === 'number').map((kind): Unit => ({ kind, block })),
  ).flat();
}

/** The seeds of the evolutionary searches of a run over units of some kinds, in their order. */
export function listSearchSeeds({ searches }: StoredScores, kinds: readonly UnitKind[]): readonly number[] {
  return [...new Set(listResults(searches, 'evolved', kinds).map(({ seed }) => seed))];
}

/** The repair of what an iterative removal with repairs chose, solved on the text of its scores; null where none ran. */
export function findSearchRepair({ searches, cut }: StoredScores): RepairSetting | null {
  const [repaired] = listResults(searches, 'repaired', ['block']);
  return repaired === undefined ? null : repairSetting.parse({ kind: repaired.repair, ...cut, windows: cut.windows ?? undefined });
}
