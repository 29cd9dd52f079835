import { existsSync } from 'node:fs';
import { dirname, join } from 'node:path';
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

/** Names the files beside an ONNX graph that hold its weights, as the graph writes them; the hub itself reads no ONNX. */
export type ListExternalFiles = (onnxPath: string) => readonly string[];

/**
 * Finds a model that was downloaded before, by Lamina or by Python's huggingface_hub, without the network. With `listExternalFiles` it counts only
 * where its weights are there too.
 *
 * @throws AppError BAD_USER_INPUT where the variant may mean several graphs; what `listExternalFiles` throws.
 */
export function findCachedModel(
  { repo, revision, variant }: HubReference,
  { cacheFolder, listExternalFiles = () => [] }: { readonly cacheFolder: string; readonly listExternalFiles?: ListExternalFiles },
): CachedModel | undefined {
  const snapshot = findCachedSnapshot(cacheFolder, { kind: 'models', repo, revision: revision ?? HUB_DEFAULTS.revision });
  if (!snapshot) return undefined;
  const paths = listSnapshotFiles(snapshot.folder);
  if (listGraphCandidates(paths, variant).length === 0) return undefined;
  const onnxPath = join(snapshot.folder, chooseGraph(paths, { variant, place: repo }));
  const isComplete = listExternalFiles(onnxPath).every((location) => existsSync(join(dirname(onnxPath), location)));
  return isComplete ? { ...snapshot, onnxPath } : undefined;
}
