import type { AppError } from '@lamina/errors';
import type { Removal } from '@lamina/plans';
import type { TokenBatch } from '../session/build-feeds.ts';
import type { Outputs } from '../session/run-batches.ts';
import type { RuntimeFacts, SessionOptions } from '../session/session.ts';

/** A token that is predicted: after position `position` of row `row` of a pass. */
export interface Target {
  readonly pass: number;
  readonly row: number;
  readonly position: number;
  readonly token: number;
}

/** Rows that the model reads at once. */
export interface Pass {
  readonly batch: TokenBatch;
  /** For each row, the row of the first pass that stands before it, whose length is the batch's `past`; absent for rows that begin here. */
  readonly goesOnFrom?: readonly number[];
}

/** What is asked about some passes; positions count from a pass' own first token. */
export interface TargetQuestion {
  /** One that begins; for models that share prefixes, others that go on from its rows. */
  readonly passes: readonly [Pass, ...Pass[]];
  readonly targets: readonly Target[];
}

/** What a model says about targets, in their order. */
export interface TargetAnswers {
  /** ln p(token), in nats */
  readonly logProbability: Float32Array;
  /** Whether the token is the likeliest, the lowest id among equals */
  readonly isLikeliest: readonly boolean[];
}

/** A model that stays loaded and runs any batch with any of its blocks and halves removed; nothing is reloaded between removals. */
export interface ResidentModel {
  readonly runtime: RuntimeFacts;
  /** Whether questions may have prefixes. What a graph makes of its caches is its own affair: see whether answers stay the same. */
  readonly sharesPrefixes: boolean;
  /**
   * Token losses (TOKEN_LOSS_PORTS) of one batch under each removal, in an order that suits the model; `removal` is the index in `removals`.
   * @throws AppError BAD_USER_INPUT and MODEL_UNSUPPORTED as removeUnits does; RUNTIME_FAILED.
   */
  run(batch: TokenBatch, removals: readonly Removal[]): AsyncGenerator<{ readonly removal: number; readonly outputs: Outputs }>;
  /**
   * Answers about some positions only, under each removal, in an order that suits the model; needs `mostLikely`. Several targets may ask for
   * different tokens at one position.
   * @throws AppError as run does
   */
  score(
    question: TargetQuestion,
    removals: readonly Removal[],
  ): AsyncGenerator<{ readonly removal: number; readonly answers: TargetAnswers }>;
  /** Why these units cannot be removed together; null where they can. */
  findObstacle(removal: Removal): AppError | null;
  release(): Promise<void>;
}

export interface ResidentOptions extends SessionOptions {
  /** Whether the most likely token of each position is wanted too. */
  readonly mostLikely?: boolean;
  /** Whether halves of blocks will be removed too; models in parts can do so anyway. */
  readonly halves?: boolean;
  /** Whether rows may go on from prefixes that are read once, where the model can. */
  readonly prefixes?: boolean;
}
