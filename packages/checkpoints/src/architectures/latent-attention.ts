import type { ConfigReader } from './config-reader.ts';
import type { Attention, Linear, Norm, Rotary } from './decoder.ts';
import { linear, plainAttention, rmsNorm } from './decoder-parts.ts';
import { readRotary } from './read-rotary.ts';

export interface LatentOptions {
  readonly hidden: number;
  readonly heads: number;
  /** The settings of the rotary embedding; null if there is none. */
  readonly positions: { readonly isInterleaved: boolean; readonly maxPositions: number } | null;
  /** True if the matrices that read and write the stream have biases. */
  readonly hasBias: boolean;
  /** Defaults of an architecture for keys that configs may omit; absent: DeepSeek's. */
  readonly defaults?: {
    readonly queryRank: number;
    readonly latent: number;
    readonly plainSize: number;
    readonly rotatedSize: number;
    readonly valueSize: number;
  };
}

const DEEPSEEK = { queryRank: 1536, latent: 512, plainSize: 128, rotatedSize: 64, valueSize: 128 };

/**
 * Multi-head latent attention with DeepSeek's key and tensor names (transformers 5.24.0 `modeling_deepseek_v3.py`): the attention of the block
 * whose tensors begin with `place`.
 */
export function readLatentAttention(config: ConfigReader, options: LatentOptions): (place: string) => Attention {
  const { hidden, heads, positions, hasBias, defaults = DEEPSEEK } = options;
  const queryRank = config.numberOrNull('q_lora_rank', defaults.queryRank);
  const latent = config.count('kv_lora_rank', defaults.latent);
  const plainSize = config.count('qk_nope_head_dim', defaults.plainSize);
  const rotatedSize = config.count('qk_rope_head_dim', defaults.rotatedSize);
  const valueSize = config.count('v_head_dim', defaults.valueSize);
  // They repeat the sizes above.
  config.ignore('qk_head_dim', 'head_dim', 'num_key_value_heads');
  const headSize = plainSize + rotatedSize;
  const rotary = positions && readLatentRotary(config, rotatedSize, positions);
  const scale = headSize ** -0.5 * (positions === null ? 1 : readScoreScale(config));
  // Both norms have their own epsilon, whatever rms_norm_eps is.
  const norm = rmsNorm(1e-6);
  return (place) =>
    plainAttention({
      heads,
      keyHeads: heads,
      headSize,
      valueSize,
      projection: {
        kind: 'latent',
        query: describeQuery(place, { hidden, outputs: heads * headSize, rank: queryRank, hasBias, norm }),
        compress: linear(`${place}.kv_a_proj_with_mqa`, { inputs: hidden, outputs: latent + rotatedSize, hasBias }),
        norm: norm(`${place}.kv_a_layernorm`),
        expand: linear(`${place}.kv_b_proj`, { inputs: latent, outputs: heads * (plainSize + valueSize), hasBias: false }),
        split: null,
      },
      output: linear(`${place}.o_proj`, { inputs: heads * valueSize, outputs: hidden, hasBias }),
      rotary,
      scale,
    });
}

interface QueryShape {
  readonly hidden: number;
  readonly outputs: number;
  readonly rank: number | null;
  readonly hasBias: boolean;
  readonly norm: (name: string) => Norm;
}

function describeQuery(
  place: string,
  { hidden, outputs, rank, hasBias, norm }: QueryShape,
): Linear | { compress: Linear; norm: Norm; expand: Linear } {
  if (rank === null) return linear(`${place}.q_proj`, { inputs: hidden, outputs, hasBias: false });
  return {
    compress: linear(`${place}.q_a_proj`, { inputs: hidden, outputs: rank, hasBias }),
    norm: norm(`${place}.q_a_layernorm`),
    expand: linear(`${place}.q_b_proj`, { inputs: rank, outputs, hasBias: false }),
  };
}

function readLatentRotary(
  config: ConfigReader,
  size: number,
  { isInterleaved, maxPositions }: NonNullable<LatentOptions['positions']>,
): Rotary {
  return readRotary(config, {
    size,
    base: config.number('rope_theta', 10_000),
    isInterleaved,
    maxPositions: config.number('max_position_embeddings', maxPositions),
  });
}

/** With YaRN and `mscale_all_dim`, scores are scaled by the square of its magnitude. */
function readScoreScale(config: ConfigReader): number {
  const scaling = config.findSection('rope_scaling');
  const [mscale, factor] = [scaling?.findNumber('mscale_all_dim'), scaling?.findNumber('factor')];
  if (mscale === undefined || factor === undefined || mscale === 0 || factor <= 1) return 1;
  return (0.1 * mscale * Math.log(factor) + 1) ** 2;
}
