import { join } from 'node:path';
import { findCachedSnapshot, listSnapshotFiles } from './hub-cache.ts';
import { HUB_DEFAULTS } from './hub-options.ts';
import type { HubReference } from './hub-reference.ts';
import { chooseGraph, listGraphCandidates } from './model-files.ts';

/** A model in the cache. */
export interface CachedModel {
  readonly sha: string;
  /** Folder of the commit: config.json and the like lie at its root. */
  readonly folder: string;
  /** The graph: a link to its blob. */
  readonly onnxPath: string;
}

/**
 * Finds a model that was downloaded before, by Lamina or by Python's huggingface_hub, without the network. The graph is there; whether its weights
 * are, tells its reader.
 * @throws AppError BAD_USER_INPUT where the variant may mean several graphs.
 */
export function findCachedModel({ repo, revision, variant }: HubReference, cacheFolder: string): CachedModel | undefined {
  const snapshot = findCachedSnapshot(cacheFolder, { kind: 'models', repo, revision: revision ?? HUB_DEFAULTS.revision });
  if (!snapshot) return undefined;
  const paths = listSnapshotFiles(snapshot.folder);
  if (listGraphCandidates(paths, variant).length === 0) return undefined;
  return { ...snapshot, onnxPath: join(snapshot.folder, chooseGraph(paths, { variant, place: repo })) };
}
