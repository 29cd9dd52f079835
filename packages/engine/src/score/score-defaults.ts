/** Tokens per window where nothing else is said. */
export const DEFAULT_WINDOW = 256;

/** Tokens per run where no batch is given. */
export const DEFAULT_BATCH_TOKENS = 512;
