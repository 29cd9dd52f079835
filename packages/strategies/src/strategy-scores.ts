import type { Unit } from '@lamina/plans';

/** A per-block score; `mean` is float64[L], null where nothing was counted. A `LayerSeries` has this shape. */
export interface BlockScores {
  readonly mean: readonly (number | null)[];
}

/** The scores of a model; a strategy uses the one it needs. A score result of the engine has this shape. */
export interface StrategyScores {
  /** block-influence@1, 0..2, lower = more redundant. */
  readonly blockInfluence?: BlockScores;
  /** relative-magnitude@1, ≥ 0, lower = more redundant. */
  readonly relativeMagnitude?: BlockScores;
  /** angular-distance@1: float64[L+1, L+1] in 0..1; entry [i][i+n] is the distance bridged by removing blocks i..i+n−1. */
  readonly angularLastToken?: readonly (readonly (number | null)[])[];
  /** loss-increase@1, nats per token without the block; lower = more redundant. */
  readonly lossIncrease?: BlockScores;
  /** attention-influence@1 and mlp-influence@1, 0..2; null where blocks have no halves. */
  readonly attentionInfluence?: BlockScores | null;
  readonly mlpInfluence?: BlockScores | null;
  /** attention-loss-increase@1 and mlp-loss-increase@1, nats per token without that half. */
  readonly attentionLossIncrease?: BlockScores | null;
  readonly mlpLossIncrease?: BlockScores | null;
  /** Units in the order in which a loss re-measured after each removal chose them. */
  readonly greedyUnitOrder?: readonly Unit[];
  /** Units in the order in which an influence re-measured after each removal chose them. */
  readonly iterativeUnitOrder?: readonly Unit[];
  /** The same where the removed blocks were repaired before each measurement. */
  readonly repairedUnitOrder?: readonly Unit[];
  /** Units that evolutionary searches remove together, a set for each count, in any order. */
  readonly evolvedSets?: readonly (readonly Unit[])[];
  /** Blocks in the order in which a loss re-measured after each removal chose them; integer[≤ L]. */
  readonly greedyLossOrder?: readonly number[];
}
