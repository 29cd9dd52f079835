export type { Checkpoint, Json, StoredLayout, StoredTensor, StoredType } from './checkpoint.ts';
export { decodePackedMxfp4 } from './gguf/decode-simple-blocks.ts';
export { decodeWeights, isDecodable } from './gguf/decode-weights.ts';
export { GGUF_LIMITS } from './gguf/gguf-limits.ts';
export type { GgufArray, GgufEntry, GgufValue, GgufValueType } from './gguf/gguf-metadata.ts';
export { type Gguf, type GgufSource, readGguf } from './gguf/read-gguf.ts';
export { listSplitFiles } from './gguf/split-files.ts';
