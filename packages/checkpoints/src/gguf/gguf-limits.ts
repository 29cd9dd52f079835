/** Bounds on what a GGUF file may ask of the reader. Real files stay far below; a hostile one meets them before memory does. */
export const GGUF_LIMITS = {
  /** Largest known header (a 61-block mixture of experts) has about 1,100 tensors. */
  maxTensors: 1_000_000,
  maxMetadataEntries: 65_536,
  /** The format's own limit for keys; tensor names are held to it too (llama.cpp: 64 bytes). */
  maxKeyBytes: 65_535,
  /** A chat template or a licence is the longest string of real files (below 1 MiB). */
  maxStringBytes: 16 * 1024 * 1024,
  /** The largest vocabularies have 262,144 tokens and 520,000 merges. */
  maxArrayElements: 16_777_216,
  /** The format allows arrays of arrays; no writer uses them. */
  maxArrayDepth: 4,
  /** GGML_MAX_DIMS. */
  maxTensorRank: 4,
  maxAlignment: 65_536,
  /** split.count is a 16-bit number in the files that llama.cpp's gguf-split writes. */
  maxParts: 65_535,
} as const;
