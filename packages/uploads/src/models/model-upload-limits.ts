/** Limits of models that people upload. */
export const MODEL_UPLOAD_LIMITS = {
  /** Bytes of all files of one upload: 2 GiB. */
  bytes: 2 * 1024 ** 3,
  /** Files of one upload: shards of weights, config, tokenizer. */
  files: 100,
  /** Bytes of one file that holds no weights; the largest known tokenizer has 40 MB. */
  companionBytes: 100_000_000,
  /** Bytes of the header of a safetensors file; the safetensors library refuses larger ones, too. */
  headerBytes: 100_000_000,
  /** Uploads that one token, or one person that a token acts for, may have begun and not registered. */
  openUploads: 5,
  /** Hours after its beginning when an upload that was not registered is removed. */
  unfinishedHours: 72,
  /** Bytes that stay free on the disk: the database may be on the same one. */
  reservedBytes: 1024 ** 3,
} as const;
