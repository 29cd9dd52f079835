import { resolveModel } from '@lamina/models';
import type { HandlerContext } from '../context/handler-context.ts';

/**
 * Returns a reference that the inference process finds on this machine. A hub model that is not in the cache is downloaded, with progress on the
 * job's page; cancellation stops the download.
 * @throws AppError as resolveModel.
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
