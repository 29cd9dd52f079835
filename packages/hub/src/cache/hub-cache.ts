import { existsSync, readdirSync, readFileSync, realpathSync, statSync } from 'node:fs';
import { mkdir, readFile, realpath, rename, rm, symlink, writeFile } from 'node:fs/promises';
import { dirname, join, relative, sep } from 'node:path';
import { AppError } from '@lamina/errors';
import { isRevision } from '../repo/hub-reference.ts';
import type { RepoKind, RepoListing } from '../repo/repo.ts';

/** The folders of one repository in the cache. */
export interface RepoFolders {
  readonly refs: string;
  readonly blobs: string;
  readonly snapshots: string;
}

/** A commit in the cache, with all or some of its files. */
export interface CachedSnapshot {
  /** Folder of the commit: config.json and the like lie at its root. */
  readonly folder: string;
  readonly sha: string;
}

/** Folders of a repository, in the layout of Python's huggingface_hub: `models--org--name/{refs,blobs,snapshots}`. */
export function repoFoldersOf(cacheFolder: string, { kind, repo }: { readonly kind: RepoKind; readonly repo: string }): RepoFolders {
  const root = join(cacheFolder, `${kind}--${repo.replace('/', '--')}`);
  return { refs: join(root, 'refs'), blobs: join(root, 'blobs'), snapshots: join(root, 'snapshots') };
}

/** The cached commit of a revision (a branch, a tag, or a full commit hash). It does not use the network, so a branch may have changed on the hub. */
export function findCachedSnapshot(
  cacheFolder: string,
  request: { readonly kind: RepoKind; readonly repo: string; readonly revision: string },
): CachedSnapshot | undefined {
  const folders = repoFoldersOf(cacheFolder, request);
  if (!isRevision(request.revision)) return undefined;
  const ref = join(folders.refs, request.revision);
  const isCommit = /^[0-9a-f]{40}$/.test(request.revision);
  const sha = isCommit ? request.revision : existsSync(ref) && statSync(ref).isFile() ? readFileSync(ref, 'utf8').trim() : '';
  const folder = join(folders.snapshots, sha);
  return /^[0-9a-f]{40}$/.test(sha) && existsSync(folder) ? { folder, sha } : undefined;
}

/** Files of a snapshot whose blobs exist, as paths with "/"; links to missing blobs are left out. */
export function listSnapshotFiles(folder: string): readonly string[] {
  return readdirSync(folder, { recursive: true, withFileTypes: true })
    .map((entry) => join(entry.parentPath, entry.name))
    .filter((path) => existsSync(path) && statSync(path).isFile())
    .map((path) => relative(folder, path).split(sep).join('/'));
}

/**
 * Makes the file `path` of a snapshot a relative link to its blob, unless it already is. @throws AppError FORBIDDEN if a folder of the path leads out
 * of the snapshot.
 */
export async function linkBlob(folders: RepoFolders, { sha, path, blob }: { sha: string; path: string; blob: string }): Promise<void> {
  const snapshot = join(folders.snapshots, sha);
  const link = join(snapshot, path);
  const target = join(folders.blobs, blob);
  const above = dirname(link);
  await mkdir(above, { recursive: true });
  const wanted = join(await realpath(snapshot), relative(snapshot, above));
  if ((await realpath(above)) !== wanted) {
    throw new AppError('FORBIDDEN', `${above} is a link to a place outside the cache folder; remove it and try again`);
  }
  if (existsSync(link) && realpathSync(link) === realpathSync(target)) return;
  // The link is created under a temporary name and renamed, so that a reader sees either the old file or the new one.
  const unfinished = `${link}.${process.pid}-${process.hrtime.bigint()}`;
  await symlink(relative(above, target), unfinished);
  await rename(unfinished, link).catch(async (error: unknown) => {
    await rm(unfinished, { force: true });
    throw error;
  });
}

/** Stores the commit of a branch or tag. */
export async function saveRef(folders: RepoFolders, { revision, sha }: Pick<RepoListing, 'revision' | 'sha'>): Promise<void> {
  if (revision === sha) return;
  const path = join(folders.refs, revision);
  if ((await readFile(path, 'utf8').catch(() => '')) === sha) return;
  await mkdir(dirname(path), { recursive: true });
  const unfinished = `${path}.${process.pid}-${process.hrtime.bigint()}`;
  await writeFile(unfinished, sha);
  await rename(unfinished, path);
}
