import type { Rotary } from '../architectures/decoder.ts';

/** torch.finfo(torch.float32).min: a fully masked row then contains no NaN. */
export const MASKED = -3.4028234663852886e38;

/** Position information that blocks need. */
export interface TokenPlaces {
  /** S; null if it is known only at run time. */
  readonly length: number | null;
  /** int64[1]: S */
  runLength(): string;
  /** float[B, S, 1]: 0 for padding, 1 for other tokens; null if nothing can come after padding, so that it has no effect. */
  real(): string | null;
  /** int64[B or 1, S]: positions of the run's tokens, for learned position tables. */
  positions(): string;
  rotary(rotary: Rotary): RotaryTables;
}

/** Inputs of com.microsoft.RotaryEmbedding. */
export interface RotaryTables {
  /** float[rows, size / 2] */
  readonly cos: string;
  readonly sin: string;
  /** int64[B, S]: the row of each token; or int64[1]: the row of the first token. */
  readonly rows: string;
}
