import type {
  EvaluateOptions,
  EvaluateProgress,
  ExecutionProvider,
  Progress,
  ProviderFacts,
  PruneOptions,
  PruneResult,
  RemovalEvaluation,
  ScoreOptions,
  ScoreResult,
} from '@lamina/engine';
import type { AppErrorCode } from '@lamina/errors';

/** What the worker asks its inference process to do. */
export type InferenceRequest =
  | { readonly kind: 'probe'; readonly options: { readonly wanted: readonly ExecutionProvider[] } }
  | { readonly kind: 'score'; readonly options: ScoreOptions }
  | { readonly kind: 'prune'; readonly options: readonly PruneOptions[] }
  | { readonly kind: 'evaluate'; readonly options: EvaluateOptions };

/** What each request ends with. */
export interface InferenceResults {
  readonly probe: ProviderFacts;
  readonly score: ScoreResult;
  readonly prune: readonly PruneResult[];
  readonly evaluate: readonly RemovalEvaluation[];
}

/** What the inference process says: progress while it works, then a result or a failure. */
export type InferenceMessage =
  | { readonly type: 'progress'; readonly progress: Progress | EvaluateProgress }
  | { readonly type: 'result'; readonly result: InferenceResults[keyof InferenceResults] }
  | { readonly type: 'failure'; readonly code: AppErrorCode; readonly message: string };
