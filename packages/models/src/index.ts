export { measureCacheGrowth } from './facts/cache-growth.ts';
export {
  countDeviceBytes,
  countParameters,
  describeMemoryNeed,
  type FeedFacts,
  type FixedShape,
  feedFactsOf,
  findConfigNumber,
  findContextLength,
  findFixedShape,
  findHiddenSize,
  findMaxLength,
  findVocabularySize,
  measureDeviceNeed,
  measureMemoryNeed,
  precisionOf,
  requireMemory,
} from './facts/model-facts.ts';
export { type DigestOptions, digestFile, keepJson, readKept, renewDigest } from './files/digest-file.ts';
export { PLAN_FILE, readPrunePlan } from './files/prune-plan.ts';
export {
  encodeGraph,
  findErrorCode,
  joinPieces,
  listFloatKeys,
  printPythonJson,
  readJson,
  readRange,
  readWholeRange,
  withFile,
  withGguf,
} from './files/read-files.ts';
export { listExternalFiles } from './locate/list-external-files.ts';
export { findLocalSource, findModelSource, type ModelSource, type SourceLookup } from './locate/model-source.ts';
export { pullModel, type ResolveOptions, resolveModel } from './locate/resolve-model.ts';
export { digestGraph, digestModel, type ModelDigests } from './open/digest-model.ts';
export {
  getCheckpoint,
  type MappedModel,
  type ModelLookup,
  mapWeights,
  type OpenedModel,
  openExportForm,
  openModel,
  openWindowForm,
  opsetOf,
} from './open/open-model.ts';
export { countIdle, type ReadCheckpoint, readGraph } from './open/read-graph.ts';
export { type Checkpoint, finish, keyOf, mapSteps, type Progress, timeSteps, type WorkDone } from './progress/progress.ts';
export { fitRounding, measureMatrix, type Rounding, roundMatrix, roundWeights } from './rounding/round-weights.ts';
export { holdOutDocuments, splitDocuments, takeDocuments } from './text/documents.ts';
export { readBundledTexts, readLossTexts } from './text/loss-texts.ts';
export { cutLossWindows, findBeginning, type TextWindows } from './text/loss-windows.ts';
export { cutPassages } from './text/passages.ts';
export {
  type BosPolicy,
  checkDocumentOverlap,
  checkOverlap,
  cutWindows,
  DEFAULT_BATCH_TOKENS,
  DEFAULT_WINDOW,
  digestIds,
  type ScoreInput,
  type TextEncoder,
  type Window,
  type WindowOptions,
} from './text/windows.ts';
export { type ChatTemplate, listChatTemplates, loadChatTemplate } from './tokenizer/load-chat-template.ts';
export { createTextEncoder, loadTokenizer, readTokenizer } from './tokenizer/tokenizer.ts';
export { CodedWeights, DECODED_FILE } from './weights/coded-weights.ts';
export { findStoredForm } from './weights/find-stored-form.ts';
export { type ModelWeights, NO_WEIGHTS } from './weights/model-weights.ts';
export { openPackedFile } from './weights/packed-file.ts';
export { decodeFloats, readWeightValues } from './weights/read-weight-values.ts';
export { type CachedWeights, createOwnCache, parseCacheGigabytes, sizeOfFolder, WeightCache } from './weights/weight-cache.ts';
