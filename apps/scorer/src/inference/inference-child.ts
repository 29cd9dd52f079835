import { flushCompileCache } from 'node:module';
import { AppError } from '@lamina/errors';
import type { Progress } from '@lamina/models';
import type { InferenceMessage, InferenceRequest } from './inference-message.ts';
import { INFERENCE_TASKS, type InferenceResult, type InferenceTaskName } from './inference-tasks.ts';

/**
 * The process that runs models. ONNX Runtime blocks the event loop while it computes and cannot be interrupted. So the worker sends its heartbeats
 * from another process, and kills this process if waiting for the end of a batch would take too long.
 */
let isCancelled = false;

process.on('message', (message: InferenceRequest | 'cancel') => {
  if (message === 'cancel') isCancelled = true;
  else void answer(message);
});
// The worker is gone, so nobody would receive the result.
process.on('disconnect', () => process.exit(0));

async function answer(request: InferenceRequest): Promise<void> {
  try {
    const result = await run(request);
    // The worker kills this process when it has the result; Node stores what it compiled only at an exit.
    flushCompileCache();
    await sendLast({ type: 'result', result });
  } catch (error) {
    const failure =
      error instanceof AppError
        ? error
        : new AppError('INTERNAL_SERVER_ERROR', error instanceof Error ? (error.stack ?? error.message) : String(error));
    await sendLast({ type: 'failure', code: failure.code, message: failure.message });
  }
  process.disconnect();
}

function run<Name extends InferenceTaskName>({ name, options }: InferenceRequest<Name>): Promise<InferenceResult<Name>> {
  // The options are those of the task with this name, which the compiler does not follow through the record.
  const task = INFERENCE_TASKS[name] as {
    run(options: unknown): Promise<InferenceResult<Name>> | AsyncGenerator<Progress, InferenceResult<Name>>;
  };
  const work = task.run(options);
  return work instanceof Promise ? work : follow(work);
}

async function follow<T>(job: AsyncGenerator<Progress, T>): Promise<T> {
  for (let step = await job.next(); ; step = await job.next()) {
    if (step.done) return step.value;
    send({ type: 'progress', progress: step.value });
    // Yields to the event loop, so that a cancel message can arrive between two batches.
    await new Promise((resolve) => setImmediate(resolve));
    if (!isCancelled) continue;
    await job.return(undefined as T);
    throw new AppError('CANCELLED', 'stopped between two batches');
  }
}

function send(message: InferenceMessage): void {
  process.send?.(message);
}

/** Sends a message and waits until it is written: after send returns, a result of several megabytes is not written yet. */
function sendLast(message: InferenceMessage): Promise<void> {
  return new Promise((resolve) => {
    process.send?.(message, () => resolve());
  });
}
