/** The default number of tokens per window. */
export const DEFAULT_WINDOW = 256;

/** The number of tokens per run on a processor where no batch size is given. */
export const DEFAULT_BATCH_TOKENS = 512;
