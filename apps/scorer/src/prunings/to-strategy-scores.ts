import type { StoredScores } from '@lamina/database';
import { METRIC_ID } from '@lamina/metrics';
import type { Unit } from '@lamina/plans';
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

/** Stored scores in the form of strategies. A run without a metric leaves its strategies without scores, and they say so. */
export function toStrategyScores({ means, angularLastToken, greedyOrder, iterativeOrder, evolvedSets }: StoredScores): StrategyScores {
  const series = Object.entries(SERIES).flatMap(([metric, name]) => {
    const mean = means[metric];
    return mean === undefined ? [] : [[name, { mean }] as const];
  });
  return {
    ...Object.fromEntries(series),
    angularLastToken,
    ...(greedyOrder.length > 0 ? { greedyLossOrder: greedyOrder } : {}),
    ...(iterativeOrder.length > 0 ? { iterativeUnitOrder: toBlocks(iterativeOrder) } : {}),
    ...(evolvedSets.length > 0 ? { evolvedSets: evolvedSets.map(({ layers }) => toBlocks(layers)) } : {}),
  };
}

function toBlocks(layers: readonly number[]): readonly Unit[] {
  return layers.map((block) => ({ kind: 'block', block }));
}

/** Whether a strategy uses measured scores. */
export function needsScores(name: string): boolean {
  const strategy = listStrategies().find((candidate) => candidate.name === name);
  return strategy !== undefined && strategy.needs !== 'none' && strategy.needs !== 'explicit';
}
