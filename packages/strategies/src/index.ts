export { listStrategies } from './list-strategies.ts';
export {
  allNumbers,
  type BlockMeans,
  listStrategyOrders,
  type MetricUnit,
  type NamedOrder,
  type ScoredBlocks,
  unitsOf,
} from './list-strategy-orders.ts';
export { parseStrategyName } from './parse-strategy-name.ts';
export { planRemoval } from './plan-removal.ts';
export { planStrategies, type StrategyPlan, type StrategyPlans } from './plan-strategies.ts';
export { listCandidates, planUnitStrategies, planUnits, type UnitPlan, type UnitRequest, type UnitStrategyPlans } from './plan-units.ts';
export type { RemovalPlan, RemovalRequest } from './removal-plan.ts';
export type { StrategyDescription, StrategyNeed } from './strategy.ts';
export type { BlockScores, StrategyScores } from './strategy-scores.ts';
