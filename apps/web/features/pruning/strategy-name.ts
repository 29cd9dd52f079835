import { toEnumName, toKebabName } from '@lamina/metrics';
import { STRATEGY, type StrategyName } from '@lamina/plans';
import type { Strategy } from '../../generated/graphql.ts';

export type { StrategyName };

/** The text of each strategy for visitors, in the order of menus and tables. */
const LABELS: Readonly<Record<StrategyName, string>> = {
  [STRATEGY.blockInfluence]: 'Block influence',
  [STRATEGY.reverse]: 'Reverse (last first)',
  [STRATEGY.sequential]: 'Sequential (first first)',
  [STRATEGY.randomInner]: 'Random, inner blocks',
  [STRATEGY.random]: 'Random',
  [STRATEGY.relativeMagnitude]: 'Relative magnitude',
  [STRATEGY.angularSpan]: 'Angular span',
  [STRATEGY.leaveOneOutLoss]: 'Leave-one-out loss',
  [STRATEGY.greedyLoss]: 'Greedy loss',
  [STRATEGY.iterate]: 'Iterative influence',
  [STRATEGY.iterateRepair]: 'Iterative, each step repaired',
  [STRATEGY.evolutionary]: 'Evolutionary search',
  [STRATEGY.explicit]: 'Explicit list',
};

/** Names of strategies in URLs and on the command line, in the order of menus. */
export const STRATEGY_NAMES = Object.keys(LABELS) as readonly StrategyName[];

/** `block-influence` → `Block influence`. */
export function getStrategyLabel(name: StrategyName): string {
  return LABELS[name];
}

/** `BLOCK_INFLUENCE` → `block-influence`. */
export function toStrategyName(strategy: Strategy): StrategyName {
  return toKebabName(strategy);
}

/** `block-influence` → `BLOCK_INFLUENCE`. */
export function toStrategy(name: StrategyName): Strategy {
  return toEnumName(name);
}
