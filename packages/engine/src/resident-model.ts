import type { AppError } from '@lamina/errors';
import type { TokenBatch } from './build-feeds.ts';
import type { Outputs } from './run-batches.ts';
import type { RuntimeFacts, SessionOptions } from './session.ts';

/** A model that stays loaded and runs any batch with any of its blocks removed; nothing is reloaded between removals. */
export interface ResidentModel {
  readonly runtime: RuntimeFacts;
  /**
   * Token losses (TOKEN_LOSS_PORTS) of one batch under each removal, in an order that suits the model; `removal` is the index in `removals`.
   * @throws AppError BAD_USER_INPUT and MODEL_UNSUPPORTED as removeBlocks does; RUNTIME_FAILED.
   */
  run(batch: TokenBatch, removals: readonly (readonly number[])[]): AsyncGenerator<{ readonly removal: number; readonly outputs: Outputs }>;
  /** Why these blocks cannot be removed together; null where they can. */
  findObstacle(removed: readonly number[]): AppError | null;
  release(): Promise<void>;
}

export interface ResidentOptions extends SessionOptions {
  /** Whether the most likely token of each position is wanted too. */
  readonly mostLikely?: boolean;
}
