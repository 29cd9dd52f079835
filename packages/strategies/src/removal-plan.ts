import type { StrategyName } from '@lamina/plans';
import type { StrategyScores } from './strategy-scores.ts';

/** The blocks to remove, with the settings of the plan, so that it can be repeated. Indices are 0-based in the parent's numbering. */
export interface RemovalPlan {
  readonly strategy: StrategyName;
  /** The blocks to remove, ascending. */
  readonly removed: readonly number[];
  /** The same blocks in the order in which the strategy chose them. */
  readonly order: readonly number[];
  /** The seed of a random strategy, null for the others. */
  readonly seed: number | null;
  readonly protectFirst: boolean;
  readonly protectLast: boolean;
}

/** The input of `planRemoval`. */
export interface RemovalRequest {
  /** L, the blocks of the parent model; integer ≥ 2. */
  readonly blockCount: number;
  /** Number of blocks to remove; 1..L−1, less if blocks are protected. Explicit does not need it: its list determines the number. */
  readonly count?: number;
  readonly scores?: StrategyScores;
  /** Seed of the random strategies, default 0; a safe integer. */
  readonly seed?: number;
  /** The blocks of the strategy 'explicit', distinct, 0..L−1. */
  readonly explicit?: readonly number[];
  /** Never remove block 0; default false. */
  readonly protectFirst?: boolean;
  /** Never remove block L−1; default false. */
  readonly protectLast?: boolean;
}

/** A request with a valid count and protections; `eligible` are the blocks that may be removed, ascending. */
export interface CheckedRequest {
  readonly blockCount: number;
  readonly count: number;
  readonly eligible: readonly number[];
  readonly scores: StrategyScores;
  readonly seed: number;
  readonly explicit: readonly number[];
}
