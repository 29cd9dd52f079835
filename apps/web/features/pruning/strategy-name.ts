import { toKebabName } from '@lamina/metrics';
import { getStrategy, type StrategyName } from '@lamina/strategies';
import type { Strategy } from '../../generated/graphql.ts';

export type { StrategyName };

/** `block-influence` → `Block influence`. */
export function getStrategyLabel(name: StrategyName): string {
  return getStrategy(name).label;
}

/** `BLOCK_INFLUENCE` → `block-influence`. */
export function toStrategyName(strategy: Strategy): StrategyName {
  return toKebabName(strategy);
}
