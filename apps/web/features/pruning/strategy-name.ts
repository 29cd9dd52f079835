import type { Strategy } from '../../generated/graphql.ts';

/** Names of strategies in URLs and on Lamina's command line: the enum value in kebab-case. */
export const STRATEGY_NAMES = [
  'block-influence',
  'reverse',
  'sequential',
  'random-inner',
  'random',
  'relative-magnitude',
  'angular-span',
  'leave-one-out-loss',
  'greedy-loss',
  'explicit',
] as const;

export type StrategyName = (typeof STRATEGY_NAMES)[number];

const LABELS: Readonly<Record<StrategyName, string>> = {
  'block-influence': 'Block influence',
  reverse: 'Reverse (last first)',
  sequential: 'Sequential (first first)',
  'random-inner': 'Random, inner blocks',
  random: 'Random',
  'relative-magnitude': 'Relative magnitude',
  'angular-span': 'Angular span',
  'leave-one-out-loss': 'Leave-one-out loss',
  'greedy-loss': 'Greedy loss',
  explicit: 'Explicit list',
};

/** `block-influence` → `Block influence`. */
export function getStrategyLabel(name: StrategyName): string {
  return LABELS[name];
}

/** `BLOCK_INFLUENCE` → `block-influence`. */
export function toStrategyName(strategy: Strategy): StrategyName {
  return strategy.toLowerCase().replaceAll('_', '-') as StrategyName;
}

/** `block-influence` → `BLOCK_INFLUENCE`. */
export function toStrategy(name: StrategyName): Strategy {
  return name.toUpperCase().replaceAll('-', '_') as Strategy;
}
