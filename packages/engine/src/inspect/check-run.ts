import { AppError } from '@lamina/errors';
import type { OpenedModel } from '../model/open/open-model.ts';
import type { Progress } from '../progress/progress.ts';
import { type InspectOptions, inspectOpened, type ModelInspection } from './inspect-model.ts';
import { describeFailure } from './load-self-check.ts';

/** Describes a model, and refuses one that fails its self-check: its numbers would be wrong and look exact. @throws AppError MODEL_UNSUPPORTED */
export async function inspectTrusted(opened: OpenedModel, options: InspectOptions): Promise<ModelInspection> {
  // The check compares graphs, so it needs the precision of float32.
  const inspection = await inspectOpened(opened, { ...options, products: 'fp32' });
  if (inspection.selfCheck?.passed !== false) return inspection;
  throw new AppError('MODEL_UNSUPPORTED', describeFailure(inspection.selfCheck));
}

/**
 * Passes on what a run yields, and inspects the model after its first step: the check takes longer than a window, and work starts at once.
 * @throws AppError as `inspect` and the run do
 */
export async function* checkRun<T>(
  run: AsyncGenerator<Progress, T>,
  inspect: () => Promise<ModelInspection>,
): AsyncGenerator<Progress, { readonly result: T; readonly inspection: ModelInspection }> {
  let inspection: ModelInspection | null = null;
  let step = await run.next();
  try {
    for (; !step.done; step = await run.next()) {
      yield step.value;
      inspection ??= await inspect();
    }
    return { result: step.value, inspection: inspection ?? (await inspect()) };
  } finally {
    if (!step.done) await run.return(undefined as never);
  }
}
