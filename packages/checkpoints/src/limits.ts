/** Bounds on what a checkpoint may ask of its readers. Real files stay far below; a hostile file meets them before memory does. */
export const CHECKPOINT_LIMITS = {
  /** The safetensors library refuses larger headers too (100 MB). */
  maxHeaderBytes: 100_000_000,
  /** DeepSeek-V3, the largest known, has about 92,000 tensors. */
  maxTensors: 1_000_000,
  maxTensorRank: 8,
  /** Index files of the largest checkpoints take 9 MB. */
  maxJsonBytes: 100_000_000,
  maxShards: 10_000,
  /** GPT-like models with the most blocks have 126. */
  maxBlocks: 2_000,
} as const;
