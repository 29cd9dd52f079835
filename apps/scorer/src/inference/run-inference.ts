import { type ChildProcess, fork } from 'node:child_process';
import { extname, join } from 'node:path';
import { AppError } from '@lamina/errors';
import { evaluationEnvironment } from './env.ts';
import type { InferenceMessage, InferenceProgress, InferenceRequest, InferenceResults } from './inference-message.ts';

const KILL_AFTER_CANCEL_MS = 2_000;

/**
 * Runs one request in a separate process and resolves with its result. On abort it asks the process to stop between two batches, and kills it after
 * two seconds.
 * @throws AppError as the engine; CANCELLED on abort; RUNTIME_FAILED if the process dies (out of memory, or a crash in native code).
 */
export async function runInference<K extends InferenceRequest['kind']>(
  request: Extract<InferenceRequest, { kind: K }>,
  { signal, onProgress }: { signal: AbortSignal; onProgress: (progress: InferenceProgress[K]) => void },
): Promise<InferenceResults[K]> {
  signal.throwIfAborted();
  // The extension is that of this file: sources run as TypeScript, a bundle as JavaScript.
  const child = fork(join(import.meta.dirname, `inference-child${extname(import.meta.filename)}`), [], {
    ...(request.kind === 'evaluate' ? { env: evaluationEnvironment() } : {}),
    serialization: 'advanced',
    execArgv: ['--disable-warning=ExperimentalWarning'],
  });
  const stopCancelling = cancelOnAbort(child, signal);
  try {
    return await new Promise<InferenceResults[K]>((resolve, reject) => {
      child.on('message', (message: InferenceMessage) => {
        // The process reports progress of the requested kind.
        if (message.type === 'progress') onProgress(message.progress as InferenceProgress[K]);
        else if (message.type === 'failure') reject(new AppError(message.code, message.message));
        // The process returns a result of the requested kind.
        else resolve(message.result as InferenceResults[K]);
      });
      child.on('error', reject);
      child.on('exit', (code, exitSignal) => reject(endOf(signal, code, exitSignal)));
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
