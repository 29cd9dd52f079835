import type { BosPolicy, Checkpoint, DigestOptions, ModelLookup, ScoreInput, WindowOptions } from '@lamina/models';
import type { RemovedUnits } from '@lamina/plans';
import type { ModelChange } from '../repair/repair-record.ts';
import type { SearchOptions } from '../search/search-removals.ts';
import type { SessionOptions } from '../session/session.ts';
import type { SettleRequest } from './settle-score.ts';

/** How a model is scored, with the searches that run after the measures. */
export interface ScoreOptions extends ModelLookup, SessionOptions, SearchOptions {
  /** The folder in which digests of weights and results of self-checks are kept. */
  readonly digests?: DigestOptions;
  /** A model that fails its self-check is refused by default. If false, the check does not run, and the result has null for it. */
  readonly selfCheck?: boolean;
  readonly input: ScoreInput;
  /**
   * The change that is made to the model before it is measured, by default none. All results keep the numbering of the given model, and a removed unit has influence 0.
   * Only `windows` counts of the cut of a repair; a repair excludes searches that remove units one after another or together.
   */
  readonly change?: ModelChange;
  /** Tokens per window, default 256. `stride` defaults to the window. */
  readonly window?: number;
  readonly stride?: number | undefined;
  readonly windows?: number | undefined;
  /** Windows per run; by default as many as hold 512 tokens, or on a GPU as many as its free memory holds (chooseBatchTokens). */
  readonly batch?: number | undefined;
  readonly bos?: BosPolicy;
  readonly partialWindows?: 'dropped' | 'scored';
  /** If false, the language-model head and the token losses are left out: block metrics alone take a fifth to a third less time. */
  readonly losses?: boolean;
  /** If true, one block is loaded at a time. This is the default where the whole model does not fit into memory. */
  readonly blockByBlock?: boolean | undefined;
  /** If given, windows are read in random order, and no more once the blocks of lowest influence are known. The default reads the whole text in its order. */
  readonly until?: SettleRequest | undefined;
  /** The state of an earlier run of the same score. Its batches are not run again, and the sums are the same to the last bit. */
  readonly checkpoint?: Checkpoint;
}

/** Exactly which tokens were scored, and how they were cut into windows. */
export interface ScoreDefinition extends RemovedUnits, Omit<WindowOptions, 'windows'> {
  readonly tokens: number;
  readonly windows: number;
  readonly documents: number;
  readonly resamplingUnit: 'document' | 'window';
  readonly idsSha256: string;
  readonly textSha256: string | null;
}
