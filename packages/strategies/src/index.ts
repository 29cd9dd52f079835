export {
  choosesRepaired,
  choosesUnits,
  getStrategy,
  isRandomStrategy,
  needsScores,
  requestSearches,
  STRATEGIES,
  STRATEGY,
  STRATEGY_NAMES,
  type StrategyName,
  searchesAtRandom,
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
export type { Judgement, SearchedModel, SearchQuantity, SearchSetting, UnitLosses, ValuesOf } from './search.ts';
export { getSearch, listResults, pickResults, type SearchRequest, type SearchResult } from './search-results.ts';
export {
  completeSettings,
  SEARCH_NAMES,
  SEARCH_SETTINGS,
  SEARCHES,
  type Search,
  type SearchName,
  type SearchSettings,
} from './searches/searches.ts';
export { NO_SCORES, type Strategy, type StrategyRequest, type StrategyScores } from './strategy.ts';
