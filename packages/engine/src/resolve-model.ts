import { existsSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { AppError } from '@lamina/errors';
import { findCachedModel, findHubReference, type HubOptions } from '@lamina/hub';
import { listExternalFiles } from './list-external-files.ts';
import { findLocalSource } from './model-source.ts';
import type { Progress } from './progress.ts';
import { pullModel } from './pull-model.ts';

const MEBIBYTE = 1 << 20;

/** Where a reference may lead. */
export interface ResolveOptions {
  /** Folders that hold models by slug. */
  readonly roots?: readonly string[];
  readonly hub: HubOptions;
}

/**
 * Makes a reference one that openModel finds on this machine: what is here already (a folder, a file, a slug, a model in the hub's cache with all
 * its weights) costs no network; `org/name[@revision][:variant]` that is not is downloaded, with progress in MiB.
 *
 * @throws AppError as pullModel does.
 */
export async function* resolveModel(reference: string, { roots = [], hub }: ResolveOptions): AsyncGenerator<Progress, string> {
  const isHere = findLocalSource(reference, { roots }) !== undefined;
  const hubReference = findHubReference(reference);
  // Without the form of a hub reference it is a mistake that openModel explains.
  if (isHere || !hubReference) return reference;
  const cached = findCachedModel(hubReference, hub.cacheFolder);
  if (cached && isComplete(cached.onnxPath)) return cached.onnxPath;
  const job = pullModel(reference, hub);
  let shown = '';
  try {
    for (let step = await job.next(); ; step = await job.next()) {
      if (step.done) return step.value.onnxPath;
      const { path, doneBytes, totalBytes } = step.value;
      const done = Math.floor(doneBytes / MEBIBYTE);
      if (shown === `${path} ${done}`) continue;
      shown = `${path} ${done}`;
      yield { phase: 'download', done, total: Math.max(1, Math.floor(totalBytes / MEBIBYTE)), note: path };
    }
  } catch (failure) {
    throw explain(failure, reference);
  } finally {
    // A caller that stops following stops the download: the unfinished file is given back.
    await job.return(undefined as never);
  }
}

function isComplete(onnxPath: string): boolean {
  return listExternalFiles(onnxPath).every((location) => existsSync(join(dirname(onnxPath), location)));
}

/** A name that the hub does not know may have been meant as a folder. */
function explain(failure: unknown, reference: string): unknown {
  if (!(failure instanceof AppError) || !['UNAUTHENTICATED', 'NOT_FOUND'].includes(failure.code)) return failure;
  return new AppError(failure.code, `no model at ${reference} on this machine, and not on the hub: ${failure.message}`, { cause: failure });
}
