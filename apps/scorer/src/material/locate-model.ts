import { resolveModel } from '@lamina/engine';
import type { HandlerContext } from '../handlers/handler-context.ts';

/**
 * A reference that the inference process finds on this machine: a model of the hub that is not here yet is downloaded, with progress to the job's page and
 * an end on cancel.
 * @throws AppError as resolveModel does.
 */
export async function locateModel(
  location: string,
  { folders, signal, report }: Pick<HandlerContext, 'folders' | 'signal' | 'report'>,
): Promise<string> {
  const job = resolveModel(location, { roots: folders.modelRoots, hub: { ...folders.hub, signal } });
  for (let step = await job.next(); ; step = await job.next()) {
    if (step.done) return step.value;
    report(step.value);
  }
}
