/** Bounds on what a model file may ask of the reader. Real decoders stay far below; a hostile file meets them before memory does. */
export const MODEL_LIMITS = {
  /** Largest known export (a 100-block torch trace) has about 60,000 nodes. */
  maxNodes: 1_000_000,
  /** Names, doc strings and string attributes. */
  maxStringBytes: 1 << 20,
  /** Graphs inside attributes of nodes inside graphs …; exporters use at most 3. */
  maxGraphDepth: 16,
  maxTensorRank: 32,
  /** Anything but raw weight data in one piece (typed tensor data of old exporters included). */
  maxFieldBytes: 256 * 1024 * 1024,
  /** Attributes with graphs or tensors below this size are kept encoded; larger ones leave their weights in the file. */
  encodedAttributeBytes: 1024 * 1024,
  /** Weight data from this size on is left in the file and referred to by its range. */
  residentDataBytes: 16 * 1024,
} as const;
