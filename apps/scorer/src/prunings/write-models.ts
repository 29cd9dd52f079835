import { join } from 'node:path';
import type { PruneResult } from '@lamina/engine';
import { getAt } from '@lamina/errors';
import { createModelStore } from '@lamina/model-store';
import type { HandlerContext } from '../context/handler-context.ts';
import type { InferenceOptions } from '../inference/inference-tasks.ts';
import { runInference } from '../inference/run-inference.ts';

/** A model to write, and its folder in the model store. */
type WrittenModel = Omit<InferenceOptions<'prune'>[number], 'roots' | 'digests' | 'out' | 'copyWeights'> & { readonly path: string };

/**
 * Writes models into the model store, each with its kept weights alone: as small as its plan says. Their prunings are stored afterwards, so each file of a
 * stored pruning can be downloaded.
 */
export async function writeModels(
  models: readonly WrittenModel[],
  { folders, signal, report }: Pick<HandlerContext, 'folders' | 'signal' | 'report'>,
): Promise<readonly PruneResult[]> {
  const shared = { roots: folders.modelRoots, digests: folders.digests, copyWeights: true };
  const written = await runInference(
    'prune',
    models.map(({ path, ...model }) => ({ ...model, ...shared, out: join(folders.modelStore, path) })),
    { signal, onProgress: report },
  );
  const store = createModelStore({ folder: folders.modelStore, bucket: folders.bucket });
  for (const [place, { files }] of written.entries()) await store.put(getAt(models, place).path, files, signal);
  return written;
}
