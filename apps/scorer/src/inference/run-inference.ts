import { type ChildProcess, fork } from 'node:child_process';
import { programArgs } from '@lamina/bundle/program-args';
import { AppError } from '@lamina/errors';
import type { InferenceMessage, InferenceRequest } from './inference-message.ts';
import {
  INFERENCE_TASKS,
  type InferenceOptions,
  type InferenceProgress,
  type InferenceResult,
  type InferenceTask,
  type InferenceTaskName,
} from './inference-tasks.ts';

const KILL_AFTER_CANCEL_MS = 2_000;

/** Who follows a task, and can end it. */
export interface InferenceFollower<Name extends InferenceTaskName> {
  readonly signal: AbortSignal;
  onProgress(progress: InferenceProgress<Name>): void;
}

/**
 * Runs one request in a separate process and resolves with its result. On abort it asks the process to stop between two batches, and kills it after
 * two seconds.
 * @throws AppError as the engine; CANCELLED on abort; RUNTIME_FAILED if the process dies (out of memory, or a crash in native code).
 */
export async function runInference<Name extends InferenceTaskName>(
  name: Name,
  options: InferenceOptions<Name>,
  { signal, onProgress }: InferenceFollower<Name>,
): Promise<InferenceResult<Name>> {
  signal.throwIfAborted();
  const { environment }: InferenceTask = INFERENCE_TASKS[name];
  const [script = '', ...args] = programArgs('apps/scorer/src/inference/inference-child.ts');
  const child = fork(script, args, {
    // biome-ignore lint/style/noProcessEnv: the process inherits all of it
    env: environment?.() ?? process.env,
    serialization: 'advanced',
  });
  const stopCancelling = cancelOnAbort(child, signal);
  try {
    return await new Promise<InferenceResult<Name>>((resolve, reject) => {
      child.on('message', (message: InferenceMessage<Name>) => {
        if (message.type === 'progress') onProgress(message.progress);
        else if (message.type === 'failure') reject(new AppError(message.code, message.message));
        else resolve(message.result);
      });
      child.on('error', reject);
      child.on('exit', (code, exitSignal) => reject(endOf(signal, code, exitSignal)));
      const request: InferenceRequest<Name> = { name, options };
      child.send(request);
    });
  } finally {
    stopCancelling();
    if (child.exitCode === null && child.signalCode === null) child.kill('SIGKILL');
  }
}

function cancelOnAbort(child: ChildProcess, signal: AbortSignal): () => void {
  let timer: NodeJS.Timeout | undefined;
  const cancel = (): void => {
    if (child.connected) child.send('cancel');
    timer = setTimeout(() => child.kill('SIGKILL'), KILL_AFTER_CANCEL_MS);
  };
  signal.addEventListener('abort', cancel, { once: true });
  return () => {
    signal.removeEventListener('abort', cancel);
    clearTimeout(timer);
  };
}

function endOf(signal: AbortSignal, code: number | null, exitSignal: NodeJS.Signals | null): AppError {
  if (signal.aborted) return new AppError('CANCELLED', 'the inference process was ended');
  return new AppError(
    'RUNTIME_FAILED',
    `the inference process died (${exitSignal ?? `exit ${code}`}). The usual cause is too little memory; try a smaller batch or window`,
  );
}
