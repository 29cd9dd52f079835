import type { ModelInspection } from '@lamina/engine';
import type { HandlerContext } from '../handlers/handler-context.ts';
import { runInference } from './run-inference.ts';

/**
 * Describes a model in a process of its own: a large file takes a while to read and a hostile one may take the process with it, and neither may stop the
 * worker's heartbeats or outlast a cancel. Scoring checks the model on itself before it stores a number.
 * @throws AppError as inspectModel and runInference do.
 */
export function inspectAside(model: string, { folders, signal, report }: HandlerContext): Promise<ModelInspection> {
  return runInference<'inspect'>(
    { kind: 'inspect', options: { model, roots: folders.modelRoots, digests: { cacheFolder: folders.digests }, selfCheck: false } },
    { signal, onProgress: report },
  );
}
