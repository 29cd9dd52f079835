import { AppError } from '@lamina/errors';
import { findCachedSnapshot } from '../cache/hub-cache.ts';
import { HUB_DEFAULTS, type HubOptions } from '../client/hub-options.ts';
import { isRepoName, isRevision } from '../repo/hub-reference.ts';
import type { RepoFile, RepoKind } from '../repo/repo.ts';
import { openRepo, type PullProgress } from './open-repo.ts';

/** The files of a repository to download. */
export interface FilesRequest {
  readonly kind: RepoKind;
  /** `org/name`. */
  readonly repo: string;
  /** Branch, tag or commit; default `main`. */
  readonly revision?: string | undefined;
  /** Selects the files to download from all files of the repository. */
  readonly choose: (files: readonly RepoFile[]) => readonly RepoFile[];
}

/** Files of a repository, on this disk. */
export interface PulledFiles {
  readonly sha: string;
  /** Folder of the commit; files have the same paths below it as in the repository. */
  readonly folder: string;
  /** The chosen files; empty in offline mode, where the folder holds the files of an earlier download. */
  readonly files: readonly RepoFile[];
}

/**
 * Downloads chosen files of a model or data set repository into the cache, continuing an interrupted download.
 * @throws AppError BAD_USER_INPUT for an invalid name or revision; FILE_NOT_FOUND for missing files in offline mode; DISK_FULL before anything is
 * written; also the errors of openRepo and downloadBlob.
 */
export async function* pullFiles(request: FilesRequest, options: HubOptions): AsyncGenerator<PullProgress, PulledFiles> {
  const { kind, repo, revision = HUB_DEFAULTS.revision, choose } = request;
  if (!isRepoName(repo) || !isRevision(revision)) {
    throw new AppError(
      'BAD_USER_INPUT',
      `${JSON.stringify(`${repo}@${revision}`.slice(0, 200))} is not a repository of the hub; write org/name@revision`,
    );
  }
  if (options.offline) {
    const cached = findCachedSnapshot(options.cacheFolder, { kind, repo, revision });
    if (!cached) throw notCached(`${repo}@${revision}`, options.cacheFolder);
    return { ...cached, files: [] };
  }
  const opened = await openRepo({ kind, repo, revision }, options);
  const files = choose(opened.listing.files);
  await opened.checkSpace(files);
  yield* opened.download(files, { before: 0, totalBytes: files.reduce((sum, { sizeBytes }) => sum + sizeBytes, 0) });
  await opened.publish(files);
  return { sha: opened.listing.sha, folder: opened.snapshotFolder, files };
}

/** The error for data that is not in the cache in offline mode. */
export function notCached(what: string, cacheFolder: string): AppError {
  return new AppError(
    'FILE_NOT_FOUND',
    `${what} is not in the cache at ${cacheFolder}, and HF_HUB_OFFLINE forbids downloads; unset it, or copy the cache from another machine`,
  );
}
