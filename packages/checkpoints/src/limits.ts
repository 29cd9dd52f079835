/** Limits of the readers for checkpoints. Real files are far below them; a malicious file reaches a limit before it exhausts memory. */
export const CHECKPOINT_LIMITS = {
  /** The safetensors library also refuses larger headers (100 MB). */
  maxHeaderBytes: 100_000_000,
  /** DeepSeek-V3, the largest known, has about 92,000 tensors. */
  maxTensors: 1_000_000,
  maxTensorRank: 8,
  /** Index files of the largest checkpoints take 9 MB. */
  maxJsonBytes: 100_000_000,
  maxShards: 10_000,
  /** The deepest known GPT-like models have 126 blocks. */
  maxBlocks: 2_000,
  /** Blocks, heads, experts, and dimensions of a head; descriptions enumerate them. The largest known number is 512 experts. */
  maxListed: 4_096,
  /** Any other size; the largest are positions (10 million) and vocabularies (one million). */
  maxSize: 16_777_216,
} as const;

const LISTED = /layers?$|block_count|heads?$|head_(kv_)?count|head_count_kv|head_dim|key_length|experts?$|expert_count|num_experts/;

/** The largest number that a config or metadata may have under a key of this name. */
export function limitOf(key: string): number {
  return LISTED.test(key) ? CHECKPOINT_LIMITS.maxListed : CHECKPOINT_LIMITS.maxSize;
}
