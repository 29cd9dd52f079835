import { existsSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { HUB_DEFAULTS } from '../client/hub-options.ts';
import type { HubReference } from '../repo/hub-reference.ts';
import { chooseModelFile, listModelCandidates } from '../repo/model-files.ts';
import { type CachedSnapshot, findCachedSnapshot, listSnapshotFiles } from './hub-cache.ts';

/** A model in the hub cache. */
export interface CachedModel extends CachedSnapshot {
  /** The file that is read first, see chooseModelFile; it is a link to its blob. */
  readonly modelPath: string;
}

/**
 * Lists the files with (additional) weights that a model's file refers to, with the names in that file. The hub package itself reads no models.
 * `bytesPath` is the location of the file's bytes, `name` is its name in the repository.
 */
export type ListExternalFiles = (bytesPath: string, name: string) => readonly string[];

/**
 * Finds a downloaded model (by Lamina or by Python's huggingface_hub) without using the network. With `listExternalFiles`, a model counts only if its
 * weights are in the cache too.
 *
 * @throws AppError BAD_USER_INPUT if the variant may mean several files; errors of `listExternalFiles`
 */
export function findCachedModel(
  { repo, revision, variant }: HubReference,
  { cacheFolder, listExternalFiles = () => [] }: { readonly cacheFolder: string; readonly listExternalFiles?: ListExternalFiles },
): CachedModel | undefined {
  const snapshot = findCachedSnapshot(cacheFolder, { kind: 'models', repo, revision: revision ?? HUB_DEFAULTS.revision });
  if (!snapshot) return undefined;
  const paths = listSnapshotFiles(snapshot.folder);
  if (listModelCandidates(paths, variant).length === 0) return undefined;
  const modelPath = join(snapshot.folder, chooseModelFile(paths, { variant, place: repo }));
  const isComplete = listExternalFiles(modelPath, modelPath).every((location) => existsSync(join(dirname(modelPath), location)));
  return isComplete ? { ...snapshot, modelPath } : undefined;
}
