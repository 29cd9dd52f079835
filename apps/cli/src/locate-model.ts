import { resolveModel } from '@lamina/models';
import { hubSettings, modelRoots } from './env.ts';
import { followProgress } from './show-progress.ts';

/** Returns a reference that the engine finds on this machine; a hub model that is not in the cache is downloaded first, with progress on stderr. */
export async function locateModel(reference: string): Promise<string> {
  return await followProgress(resolveModel(reference, { roots: modelRoots(), hub: hubSettings() }));
}
