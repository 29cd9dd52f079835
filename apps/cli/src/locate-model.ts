import { resolveModel } from '@lamina/engine';
import { hubSettings, modelRoots } from './env.ts';
import { followProgress } from './show-progress.ts';

/** How MODEL is written, for the help of every command that takes one. */
export const MODEL_HELP = 'folder[:variant], .onnx file, bundled model, or org/name[@revision][:variant] on the hub';

/** A reference that the engine finds on this machine; a model of the hub that is not here is downloaded first, with progress on stderr. */
export async function locateModel(reference: string): Promise<string> {
  return await followProgress(resolveModel(reference, { roots: modelRoots(), hub: hubSettings() }));
}
