import { toEnumName, toKebabName } from '@lamina/metrics';
import { getStrategy, STRATEGY_NAMES, type StrategyName } from '@lamina/strategies';
import type { Strategy } from '../../generated/graphql.ts';

export { STRATEGY_NAMES, type StrategyName };

/** `block-influence` → `Block influence`. */
export function getStrategyLabel(name: StrategyName): string {
  return getStrategy(name).label;
}

/** `BLOCK_INFLUENCE` → `block-influence`. */
export function toStrategyName(strategy: Strategy): StrategyName {
  return toKebabName(strategy);
}

/** `block-influence` → `BLOCK_INFLUENCE`. */
export function toStrategy(name: StrategyName): Strategy {
  return toEnumName(name);
}
