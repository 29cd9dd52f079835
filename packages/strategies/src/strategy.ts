import type { StrategyName } from '@lamina/plans';

/** The input that a strategy needs besides the number of blocks. */
export type StrategyNeed =
  | 'none'
  | 'blockInfluence'
  | 'relativeMagnitude'
  | 'angularLastToken'
  | 'lossIncrease'
  | 'greedyLossOrder'
  | 'iterativeUnitOrder'
  | 'repairedUnitOrder'
  | 'evolvedSets'
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
