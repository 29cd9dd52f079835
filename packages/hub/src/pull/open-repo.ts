import { mkdir, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { linkBlob, type RepoFolders, repoFoldersOf, saveRef } from '../cache/hub-cache.ts';
import { type HubClient, openHubClient } from '../client/hub-client.ts';
import type { HubOptions } from '../client/hub-options.ts';
import { listRepo, type RepoRequest } from '../client/list-repo.ts';
import { checkFreeSpace, explainDiskError, getFreeBytes } from '../download/disk-space.ts';
import { downloadBlob, isFile } from '../download/download-blob.ts';
import type { RepoFile, RepoListing } from '../repo/repo.ts';

/** Progress of a download. */
export interface PullProgress {
  /** The current file. */
  readonly path: string;
  /** Finished bytes of all needed files, as far as known. */
  readonly doneBytes: number;
  readonly totalBytes: number;
}

/** A repository's commit that is ready for downloads. */
export interface OpenRepo {
  readonly listing: RepoListing;
  /** Folder of the commit's files in the cache. */
  readonly snapshotFolder: string;
  /** Location of a file's bytes after the download. */
  blobPathOf(file: RepoFile): string;
  /** Bytes of `files` that are not on this disk yet. */
  countMissingBytes(files: readonly RepoFile[]): Promise<number>;
  /** @throws AppError DISK_FULL if there is no space for the missing bytes of `files`. */
  checkSpace(files: readonly RepoFile[]): Promise<void>;
  /** Downloads the missing files one after the other; progress counts from `before` to `totalBytes`. */
  download(files: readonly RepoFile[], progress: { before: number; totalBytes: number }): AsyncGenerator<PullProgress, void>;
  /** Links downloaded files into the snapshot in this order, and stores the revision. */
  publish(files: readonly RepoFile[]): Promise<void>;
}

/** Lists a repository and prepares its folders in the cache. @throws AppError as listRepo; FORBIDDEN if the cache cannot be written. */
export async function openRepo(request: RepoRequest, options: HubOptions): Promise<OpenRepo> {
  const client = await openHubClient(options);
  const listing = await listRepo(client, request, options);
  const folders = repoFoldersOf(options.cacheFolder, request);
  await writing(folders.blobs, () => mkdir(folders.blobs, { recursive: true }));
  const blobPathOf = ({ digest }: RepoFile): string => join(folders.blobs, digest.hex);
  const countMissingBytes = async (files: readonly RepoFile[]): Promise<number> => {
    const missing = await Promise.all(files.map((file) => countMissing(blobPathOf(file), file)));
    return missing.reduce((sum, bytes) => sum + bytes, 0);
  };
  return {
    listing,
    snapshotFolder: join(folders.snapshots, listing.sha),
    blobPathOf,
    countMissingBytes,
    async checkSpace(files) {
      const neededBytes = await countMissingBytes(files);
      const freeBytes = await (options.getFreeBytes ?? getFreeBytes)(folders.blobs);
      checkFreeSpace(options.cacheFolder, { neededBytes, freeBytes });
    },
    download: (files, progress) => downloadAll({ client, listing, blobPathOf, options }, files, progress),
    publish: (files) => writing(folders.snapshots, () => publishAll(folders, listing, files)),
  };
}

interface Source {
  readonly client: HubClient;
  readonly listing: RepoListing;
  readonly options: HubOptions;
  blobPathOf(file: RepoFile): string;
}

async function* downloadAll(
  { client, listing, blobPathOf, options }: Source,
  files: readonly RepoFile[],
  { before, totalBytes }: { before: number; totalBytes: number },
): AsyncGenerator<PullProgress, void> {
  let finished = before;
  for (const file of files) {
    const target = blobPathOf(file);
    if (!(await isFile(target, file.sizeBytes))) {
      const blob = { address: client.addressOf(resolvePathOf(listing, file.path)), target, file };
      for await (const bytes of downloadBlob(client, blob, options)) yield { path: file.path, doneBytes: finished + bytes, totalBytes };
    }
    finished += file.sizeBytes;
    yield { path: file.path, doneBytes: finished, totalBytes };
  }
}

function resolvePathOf({ kind, repo, sha }: RepoListing, path: string): string {
  const place = path.split('/').map(encodeURIComponent).join('/');
  return `${kind === 'datasets' ? '/datasets' : ''}/${repo}/resolve/${sha}/${place}`;
}

async function countMissing(target: string, { sizeBytes }: RepoFile): Promise<number> {
  if (await isFile(target, sizeBytes)) return 0;
  const partial = await stat(`${target}.incomplete`).catch(() => undefined);
  return partial === undefined ? sizeBytes : Math.max(0, sizeBytes - partial.size);
}

async function publishAll(folders: RepoFolders, listing: RepoListing, files: readonly RepoFile[]): Promise<void> {
  const { revision, sha } = listing;
  for (const { path, digest } of files) await linkBlob(folders, { sha, path, blob: digest.hex });
  await saveRef(folders, { revision, sha });
}

async function writing<T>(place: string, work: () => Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (error) {
    throw explainDiskError(error, place);
  }
}
