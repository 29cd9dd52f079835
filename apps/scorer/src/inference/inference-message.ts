import type {
  EfficiencyMeasurement,
  EfficiencyOptions,
  EfficiencyProgress,
  EvaluateOptions,
  EvaluateProgress,
  ExecutionProvider,
  InspectOptions,
  ModelInspection,
  Progress,
  ProviderFacts,
  PruneOptions,
  PruneResult,
  QuantizeOptions,
  QuantizeResult,
  RemovalEvaluation,
  ScoreOptions,
  ScoreResult,
} from '@lamina/engine';
import type { AppErrorCode } from '@lamina/errors';

/** A request from the worker to its inference process. */
export type InferenceRequest =
  | { readonly kind: 'probe'; readonly options: { readonly wanted: readonly ExecutionProvider[] } }
  | { readonly kind: 'inspect'; readonly options: InspectOptions & { readonly model: string } }
  | { readonly kind: 'efficiency'; readonly options: EfficiencyOptions }
  | { readonly kind: 'quantize'; readonly options: QuantizeOptions }
  | { readonly kind: 'score'; readonly options: ScoreOptions }
  | { readonly kind: 'prune'; readonly options: readonly PruneOptions[] }
  | { readonly kind: 'evaluate'; readonly options: EvaluateOptions };

/** The result of each request. */
export interface InferenceResults {
  readonly probe: ProviderFacts;
  readonly inspect: ModelInspection;
  readonly efficiency: readonly EfficiencyMeasurement[];
  readonly quantize: readonly QuantizeResult[];
  readonly score: ScoreResult;
  readonly prune: readonly PruneResult[];
  readonly evaluate: readonly RemovalEvaluation[];
}

/** Progress of each request. */
export interface InferenceProgress {
  readonly probe: Progress;
  readonly inspect: Progress;
  readonly efficiency: EfficiencyProgress;
  readonly quantize: Progress;
  readonly score: Progress;
  readonly prune: Progress;
  readonly evaluate: EvaluateProgress;
}

/** A message of the inference process: progress while it works, then a result or a failure. */
export type InferenceMessage =
  | { readonly type: 'progress'; readonly progress: InferenceProgress[keyof InferenceProgress] }
  | { readonly type: 'result'; readonly result: InferenceResults[keyof InferenceResults] }
  | { readonly type: 'failure'; readonly code: AppErrorCode; readonly message: string };
