/** The strategies by the name that programs call them; the text is how they are stored, written in plans and typed on the command line. */
export const STRATEGY = {
  blockInfluence: 'block-influence',
  relativeMagnitude: 'relative-magnitude',
  angularSpan: 'angular-span',
  leaveOneOutLoss: 'leave-one-out-loss',
  greedyLoss: 'greedy-loss',
  iterate: 'iterate',
  evolutionary: 'evolutionary',
  sequential: 'sequential',
  reverse: 'reverse',
  random: 'random',
  randomInner: 'random-inner',
  explicit: 'explicit',
} as const;

/** A way of choosing which blocks to remove. */
export type StrategyName = (typeof STRATEGY)[keyof typeof STRATEGY];

/** Every strategy, in the order in which lists show them. */
export const STRATEGY_NAMES: readonly StrategyName[] = Object.values(STRATEGY);

/** How often an evolutionary search may read the text where nobody says it. */
export const DEFAULT_SEARCH_PASSES = 100;

/** Whether a strategy's choice depends on a seed. False for names of no strategy. */
export function isRandomStrategy(name: string): boolean {
  return name === STRATEGY.random || name === STRATEGY.randomInner;
}
