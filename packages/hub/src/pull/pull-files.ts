import { AppError } from '@lamina/errors';
import { findCachedSnapshot } from '../cache/hub-cache.ts';
import { HUB_DEFAULTS, type HubOptions } from '../client/hub-options.ts';
import { isRepoName, isRevision } from '../repo/hub-reference.ts';
import type { RepoFile, RepoKind } from '../repo/repo.ts';
import { openRepo, type PullProgress } from './open-repo.ts';

/** Which files of which repository. */
export interface FilesRequest {
  readonly kind: RepoKind;
  /** `org/name`. */
  readonly repo: string;
  /** Branch, tag or commit; default `main`. */
  readonly revision?: string;
  /** The files to download, of all that the repository has. */
  readonly choose: (files: readonly RepoFile[]) => readonly RepoFile[];
}

/** Files of a repository, on this disk. */
export interface PulledFiles {
  readonly sha: string;
  /** Folder of the commit: files lie below it at their own paths. */
  readonly folder: string;
  /** The chosen files; empty where the network was not used, when what the folder holds is what an earlier download chose. */
  readonly files: readonly RepoFile[];
}

/**
 * Downloads chosen files of a model or data set repository into the cache, continuing what an earlier run left.
 * @throws AppError BAD_USER_INPUT for a name or revision that is none; FILE_NOT_FOUND offline, for what is not cached; DISK_FULL before anything is written; else as openRepo and downloadBlob do.
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

/** The refusal for what is not in the cache while the network is off. */
export function notCached(what: string, cacheFolder: string): AppError {
  return new AppError(
    'FILE_NOT_FOUND',
    `${what} is not in the cache at ${cacheFolder}, and HF_HUB_OFFLINE keeps the network off; unset it, or copy the cache from a machine that has it`,
  );
}
