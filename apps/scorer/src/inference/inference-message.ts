import type { AppErrorCode } from '@lamina/errors';
import type { InferenceOptions, InferenceProgress, InferenceResult, InferenceTaskName } from './inference-tasks.ts';

/** A request from the worker to its inference process. */
export type InferenceRequest<Name extends InferenceTaskName = InferenceTaskName> = {
  readonly [Each in Name]: { readonly name: Each; readonly options: InferenceOptions<Each> };
}[Name];

/** A message of the inference process: progress while it works, then a result or a failure. */
export type InferenceMessage<Name extends InferenceTaskName = InferenceTaskName> =
  | { readonly type: 'progress'; readonly progress: InferenceProgress<Name> }
  | { readonly type: 'result'; readonly result: InferenceResult<Name> }
  | { readonly type: 'failure'; readonly code: AppErrorCode; readonly message: string };
