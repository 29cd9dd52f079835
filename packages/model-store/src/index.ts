export type { BucketSettings } from './bucket-settings.ts';
export { BUCKET_VARIABLES } from './bucket-variables.ts';
export { createModelStore } from './create-model-store.ts';
export type { ByteRange, ModelFile, ModelStore, ReadRange } from './model-store.ts';
export { readRangeOf } from './read-range-of.ts';
