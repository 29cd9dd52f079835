import type { TokenBatch } from './build-feeds.ts';
import type { OpenedModel } from './open-model.ts';
import type { Outputs } from './run-batches.ts';
import type { RuntimeFacts, SessionOptions } from './session.ts';
import { createSplitModel } from './split-resident.ts';

/** A model that stays loaded and runs any batch with any of its blocks removed; nothing is reloaded between removals. */
export interface ResidentModel {
  readonly runtime: RuntimeFacts;
  /**
   * Token losses (TOKEN_LOSS_PORTS) of one batch under each removal, in an order that suits the model; `removal` is the index in `removals`.
   * @throws AppError BAD_USER_INPUT and MODEL_UNSUPPORTED as removeBlocks does; RUNTIME_FAILED.
   */
  run(batch: TokenBatch, removals: readonly (readonly number[])[]): AsyncGenerator<{ readonly removal: number; readonly outputs: Outputs }>;
  release(): Promise<void>;
}

export interface ResidentOptions extends SessionOptions {
  /** Whether the most likely token of each position is wanted too. */
  readonly mostLikely?: boolean;
}

/** Loads a model to stay, in the form that suits the execution provider. */
export async function createResidentModel(opened: OpenedModel, options: ResidentOptions = {}): Promise<ResidentModel> {
  return await createSplitModel(opened, options);
}
