import { posix } from 'node:path';
import { AppError } from '@lamina/errors';
import { type CachedModel, findCachedModel, type ListExternalFiles } from '../cache/find-cached-model.ts';
import { HUB_DEFAULTS, type HubOptions } from '../client/hub-options.ts';
import { formatHubReference, type HubReference } from '../repo/hub-reference.ts';
import { chooseModelFile, listCompanions, listLikelyWeights } from '../repo/model-files.ts';
import type { RepoFile } from '../repo/repo.ts';
import { isSafeRepoPath } from '../repo/repo-path.ts';
import { type OpenRepo, openRepo, type PullProgress } from './open-repo.ts';
import { notCached } from './pull-files.ts';

/** A downloaded model. */
export interface PulledModel extends CachedModel {
  /** All files of the variant; the file that is read first comes last. */
  readonly files: readonly (RepoFile & { readonly wasCached: boolean })[];
}

/**
 * Downloads the files of one variant of a model: its graph or checkpoint, the weight files that these refer to, config files and the tokenizer. The
 * file that is read first is linked into the snapshot last, so if it exists, the others exist too.
 *
 * @throws AppError NOT_FOUND, BAD_USER_INPUT for variants; EXTERNAL_DATA_MISSING if the repository lacks weights that the file refers to;
 * FILE_NOT_FOUND in offline mode; DISK_FULL; also the errors of openRepo, downloadBlob and `listExternalFiles`.
 */
export async function* pullHubModel(
  reference: HubReference,
  { listExternalFiles, ...options }: HubOptions & { readonly listExternalFiles: ListExternalFiles },
): AsyncGenerator<PullProgress, PulledModel> {
  const place = formatHubReference({ ...reference, variant: null });
  if (options.offline) {
    const cached = findCachedModel(reference, { cacheFolder: options.cacheFolder, listExternalFiles });
    if (!cached) throw notCached(formatHubReference(reference), options.cacheFolder);
    return { ...cached, files: [] };
  }
  const repo = await openRepo({ kind: 'models', repo: reference.repo, revision: reference.revision ?? HUB_DEFAULTS.revision }, options);
  const paths = repo.listing.files.map(({ path }) => path);
  const file = chooseModelFile(paths, { variant: reference.variant, place });
  const first = [...pick(repo, listCompanions(paths, file)), ...pick(repo, [file])];
  const likely = [...first, ...pick(repo, listLikelyWeights(paths, file))];
  const cachedFirst = await listCached(repo, first);
  await repo.checkSpace(likely);
  yield* repo.download(first, { before: 0, totalBytes: sizeOf(likely) });
  const named = first.slice(-1).flatMap((stored) => listExternalFiles(repo.blobPathOf(stored), file));
  const weights = pick(repo, checkWeights(named, { file, paths, place }));
  const wasCached = new Set([...cachedFirst, ...(await listCached(repo, weights))]);
  await repo.checkSpace(weights);
  yield* repo.download(weights, { before: sizeOf(first), totalBytes: sizeOf(first) + sizeOf(weights) });
  const files = [...weights, ...first];
  await repo.publish(files);
  return {
    sha: repo.listing.sha,
    folder: repo.snapshotFolder,
    modelPath: posix.join(repo.snapshotFolder, file),
    files: files.map((stored) => ({ ...stored, wasCached: wasCached.has(stored.path) })),
  };
}

function checkWeights(
  named: readonly string[],
  { file, paths, place }: { file: string; paths: readonly string[]; place: string },
): readonly string[] {
  return [...new Set(named)].map((location) => {
    const path = posix.join(posix.dirname(file), location);
    if (isSafeRepoPath(path) && isSafeRepoPath(location.replace(/^(\.\/)+/, '')) && paths.includes(path)) return path;
    throw new AppError(
      'EXTERNAL_DATA_MISSING',
      `${file} of ${place} keeps weights in ${JSON.stringify(location.slice(0, 200))}, which does not exist in the repository; choose another variant or revision`,
    );
  });
}

function pick({ listing }: OpenRepo, paths: readonly string[]): readonly RepoFile[] {
  const wanted = new Set(paths);
  return listing.files.filter(({ path }) => wanted.has(path));
}

async function listCached(repo: OpenRepo, files: readonly RepoFile[]): Promise<readonly string[]> {
  const missing = await Promise.all(files.map((file) => repo.countMissingBytes([file])));
  return files.filter((_, index) => missing[index] === 0).map(({ path }) => path);
}

function sizeOf(files: readonly RepoFile[]): number {
  return files.reduce((sum, { sizeBytes }) => sum + sizeBytes, 0);
}
