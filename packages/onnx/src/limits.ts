/** Limits of the reader for model files. Real decoders are far below them; a malicious file reaches a limit before it exhausts memory. */
export const MODEL_LIMITS = {
  /** Largest known export (a 100-block torch trace) has about 60,000 nodes. */
  maxNodes: 1_000_000,
  /** Names, doc strings and string attributes. */
  maxStringBytes: 1 << 20,
  /** Nesting depth of graphs inside node attributes; exporters use at most 3. */
  maxGraphDepth: 16,
  maxTensorRank: 32,
  /** Maximum size of one field other than raw weight data (including typed tensor data of old exporters). */
  maxFieldBytes: 256 * 1024 * 1024,
  /** Attributes with graphs or tensors below this size are kept encoded in memory; weights of larger ones stay in the file. */
  encodedAttributeBytes: 1024 * 1024,
  /** Weight data of at least this size stays in the file and is referred to by its range. */
  residentDataBytes: 16 * 1024,
} as const;
