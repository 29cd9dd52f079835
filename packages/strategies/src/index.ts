export {
  choosesUnits,
  findStrategy,
  getStrategy,
  isRandomStrategy,
  metricsOf,
  needLosses,
  needsScores,
  STRATEGIES,
  STRATEGY,
  STRATEGY_NAMES,
  type StrategyName,
  searchOf,
} from './list.ts';
export {
  type CandidateRequest,
  countRemovable,
  planRemoval,
  planStrategies,
  type RemovalPlan,
  type RemovalRequest,
  type StrategyPlan,
  type StrategyPlans,
} from './plan-removal.ts';
export { type ScoreParts, scoresOfResult } from './scores-of-result.ts';
export { SEARCHES } from './search.ts';
export { NO_SCORES, type Search, type Strategy, type StrategyRequest, type StrategyScores } from './strategy.ts';
