import { existsSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { HUB_DEFAULTS } from '../client/hub-options.ts';
import type { HubReference } from '../repo/hub-reference.ts';
import { chooseModelFile, listModelCandidates } from '../repo/model-files.ts';
import { findCachedSnapshot, listSnapshotFiles } from './hub-cache.ts';

/** A model in the cache. */
export interface CachedModel {
  readonly sha: string;
  /** Folder of the commit: config.json and the like lie at its root. */
  readonly folder: string;
  /** The file by which the model is read, see chooseModelFile: a link to its blob. */
  readonly modelPath: string;
}

/**
 * Names the files beside a model's file that hold (more of) its weights, as that file writes them; the hub itself reads no models. `bytesPath` is
 * where its bytes lie, `name` what the repository calls it.
 */
export type ListExternalFiles = (bytesPath: string, name: string) => readonly string[];

/**
 * Finds a model that was downloaded before, by Lamina or by Python's huggingface_hub, without the network. With `listExternalFiles` it counts only
 * where its weights are there too.
 *
 * @throws AppError BAD_USER_INPUT where the variant may mean several files; what `listExternalFiles` throws.
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
