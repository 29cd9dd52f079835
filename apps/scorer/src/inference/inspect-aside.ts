import type { ModelInspection } from '@lamina/engine';
import type { HandlerContext } from '../context/handler-context.ts';
import { runInference } from './run-inference.ts';

/**
 * Describes a model in a separate process. Reading a large file takes time, and a malicious file may crash the process; neither may stop the worker's
 * heartbeats or delay a cancellation. The self-check is part of scoring, so it is skipped here.
 * @throws AppError as inspectModel and runInference.
 */
export function inspectAside(model: string, { folders, signal, report }: HandlerContext): Promise<ModelInspection> {
  return runInference(
    'inspect',
    { model, roots: folders.modelRoots, digests: folders.digests, selfCheck: false },
    { signal, onProgress: report },
  );
}
