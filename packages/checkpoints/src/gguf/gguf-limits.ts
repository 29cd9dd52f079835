/** Limits of the reader for GGUF files. Real files are far below them; a malicious file reaches a limit before it exhausts memory. */
export const GGUF_LIMITS = {
  /** Largest known header (a 61-block mixture of experts) has about 1,100 tensors. */
  maxTensors: 1_000_000,
  maxMetadataEntries: 65_536,
  /** The format's limit for keys; it is applied to tensor names too (llama.cpp: 64 bytes). */
  maxKeyBytes: 65_535,
  /** The longest strings of real files are chat templates and licences (below 1 MiB). */
  maxStringBytes: 16 * 1024 * 1024,
  /** The largest vocabularies have 262,144 tokens and 520,000 merges. */
  maxArrayElements: 16_777_216,
  /** The format allows arrays of arrays; no writer uses them. */
  maxArrayDepth: 4,
  /** GGML_MAX_DIMS. */
  maxTensorRank: 4,
  maxAlignment: 65_536,
  /** split.count is a 16-bit number in files of llama.cpp's gguf-split. */
  maxParts: 65_535,
} as const;
