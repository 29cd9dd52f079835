import { findSearch, type StoredScores } from '@lamina/database';
import { type RepairSetting, repairSetting } from '@lamina/jobs';
import { METRIC_ID } from '@lamina/metrics';
import { areBlocksOnly, UNIT_KINDS, type Unit, type UnitKind } from '@lamina/plans';
import { listStrategies, type StrategyScores } from '@lamina/strategies';

/** The part of the scores that each metric is, for strategies. */
const SERIES = {
  [METRIC_ID.blockInfluence]: 'blockInfluence',
  [METRIC_ID.relativeMagnitude]: 'relativeMagnitude',
  [METRIC_ID.attentionInfluence]: 'attentionInfluence',
  [METRIC_ID.mlpInfluence]: 'mlpInfluence',
  [METRIC_ID.lossIncrease]: 'lossIncrease',
  [METRIC_ID.attentionLossIncrease]: 'attentionLossIncrease',
  [METRIC_ID.mlpLossIncrease]: 'mlpLossIncrease',
} as const;

/**
 * Stored scores in the form of strategies that choose units of some kinds. A run without a metric or a search leaves its strategies without scores, and
 * they say so.
 * @param searchSeed of evolutionary searches; default: the run's first one
 */
export function toStrategyScores(
  { means, angularLastToken, searches }: StoredScores,
  kinds: readonly UnitKind[],
  searchSeed?: number,
): StrategyScores {
  const series = Object.entries(SERIES).flatMap(([metric, name]) => {
    const mean = means[metric];
    return mean === undefined ? [] : [[name, { mean }] as const];
  });
  const { greedy, iterative, repaired, evolved: all } = findSearch(searches, kinds);
  const evolved = all.filter(({ seed }) => seed === (searchSeed ?? all[0]?.seed));
  return {
    ...Object.fromEntries(series),
    angularLastToken,
    ...(greedy.length > 0 ? { greedyUnitOrder: greedy } : {}),
    ...(greedy.length > 0 && areBlocksOnly(kinds) ? { greedyLossOrder: greedy.map(({ block }) => block) } : {}),
    ...(iterative.length > 0 ? { iterativeUnitOrder: iterative } : {}),
    ...(repaired === undefined ? {} : { repairedUnitOrder: repaired.units }),
    ...(evolved.length > 0 ? { evolvedSets: evolved.map(({ units }) => units) } : {}),
  };
}

/** The units that a model has, by its scores: a layer without a half has no influence of that half. */
export function listScoredUnits({ means }: StoredScores, { blockCount }: { readonly blockCount: number }): readonly Unit[] {
  const influences = { attention: means[METRIC_ID.attentionInfluence], mlp: means[METRIC_ID.mlpInfluence] };
  return Array.from({ length: blockCount }, (_, block) =>
    UNIT_KINDS.filter((kind) => kind === 'block' || typeof influences[kind]?.[block] === 'number').map((kind): Unit => ({ kind, block })),
  ).flat();
}

/** The seeds of the evolutionary searches of a run over units of some kinds, in their order. */
export function listSearchSeeds({ searches }: StoredScores, kinds: readonly UnitKind[]): readonly number[] {
  return [...new Set(findSearch(searches, kinds).evolved.map(({ seed }) => seed))];
}

/** The repair of what an iterative removal with repairs chose, solved on the text of its scores; null where none ran. */
export function findSearchRepair({ searches, cut }: StoredScores): RepairSetting | null {
  const { repaired } = findSearch(searches, ['block']);
  return repaired === undefined ? null : repairSetting.parse({ kind: repaired.repair, ...cut });
}

/** Whether a strategy uses measured scores. */
export function needsScores(name: string): boolean {
  const strategy = listStrategies().find((candidate) => candidate.name === name);
  return strategy !== undefined && strategy.needs !== 'none' && strategy.needs !== 'explicit';
}
