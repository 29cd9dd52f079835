/** The names of the strategies, as they are stored and typed on the command line. */
export const STRATEGY_NAMES = [
  'block-influence',
  'relative-magnitude',
  'angular-span',
  'leave-one-out-loss',
  'greedy-loss',
  'sequential',
  'reverse',
  'random',
  'random-inner',
  'explicit',
] as const;

/** A way of choosing which blocks to remove. */
export type StrategyName = (typeof STRATEGY_NAMES)[number];

/** The input that a strategy needs besides the number of blocks. */
export type StrategyNeed =
  | 'none'
  | 'blockInfluence'
  | 'relativeMagnitude'
  | 'angularLastToken'
  | 'lossIncrease'
  | 'greedyLossOrder'
  | 'explicit';

/** What a strategy does, for lists and help texts. */
export interface StrategyDescription {
  readonly name: StrategyName;
  /** One sentence without a full stop. */
  readonly description: string;
  /** The score (or list) that must be given; 'none' for strategies that measure nothing. */
  readonly needs: StrategyNeed;
  /** Whether the choice depends on the seed. */
  readonly isRandom: boolean;
}
