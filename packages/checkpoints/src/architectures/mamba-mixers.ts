import type { StoredLayout } from '../checkpoint.ts';
import { isObject } from '../parse-json.ts';
import type { ConfigReader } from './config-reader.ts';
import type { Mamba, Mamba2, Norm } from './decoder.ts';
import { linear, rmsNorm } from './decoder-parts.ts';
import { readActivation } from './read-activation.ts';

/** Names of keys, which differ between architectures, with their defaults. */
export interface Mamba2Keys {
  readonly heads: readonly [key: string, fallback?: number];
  readonly headSize: readonly [key: string, fallback?: number];
  readonly groups: readonly [key: string, fallback: number];
  readonly stateSize: readonly [key: string, fallback: number];
  readonly kernel: readonly [key: string, fallback: number];
  readonly hasConvolutionBias: readonly [key: string, fallback: boolean];
  readonly hasBias: readonly [key: string, fallback: boolean];
  /** Default hidden_act. */
  readonly activation?: string;
  /** The least step, where time_step_limit is not read. */
  readonly leastStep?: readonly [key: string, fallback: number];
}

/** With the prefix `mamba_`: Bamba, Falcon-H1, Granite 4. */
export const MAMBA_PREFIXED: Mamba2Keys = {
  heads: ['mamba_n_heads', 128],
  headSize: ['mamba_d_head', 64],
  groups: ['mamba_n_groups', 1],
  stateSize: ['mamba_d_state', 256],
  kernel: ['mamba_d_conv', 4],
  hasConvolutionBias: ['mamba_conv_bias', true],
  hasBias: ['mamba_proj_bias', false],
};

export interface Mamba2Options {
  readonly hidden: number;
  readonly layout: StoredLayout;
  readonly eps: number;
  readonly keys: Mamba2Keys;
}

/** The Mamba 2 mixers of a config: the one whose tensors begin with `place`. */
export function readMamba2(config: ConfigReader, { hidden, layout, eps, keys }: Mamba2Options): (place: string) => Mamba2 {
  const heads = config.count(...keys.heads);
  const headSize = readHeadSize(config, keys, { hidden, heads });
  const groups = config.count(...keys.groups);
  const stateSize = config.count(...keys.stateSize);
  const kernel = config.count(...keys.kernel);
  const hasConvolutionBias = config.flag(...keys.hasConvolutionBias);
  const hasBias = config.flag(...keys.hasBias);
  const activation = readActivation(config, keys.activation ?? 'hidden_act', 'silu');
  const stepLimits = keys.leastStep === undefined ? readStepLimits(config) : readLeastStep(config, keys.leastStep);
  // They size chunks, start values for training, and kernels.
  config.ignore(
    'mamba_chunk_size',
    'chunk_size',
    'mamba_expand',
    'expand',
    'mamba_d_ssm',
    'time_step_min',
    'time_step_max',
    'time_step_floor',
  );
  config.ignore('time_step_rank', 'mamba_dt_rank', 'mamba_ssm_cache_dtype', 'rescale_prenorm_residual');
  const inner = heads * headSize;
  const channels = inner + 2 * groups * stateSize;
  return (place) => ({
    kind: 'mamba2',
    heads,
    headSize,
    groups,
    stateSize,
    input: linear(`${place}.in_proj`, { inputs: hidden, outputs: inner + channels + heads, hasBias }),
    multipliers: null,
    convolution: {
      weight: `${place}.conv1d.weight`,
      bias: hasConvolutionBias ? `${place}.conv1d.bias` : null,
      channels,
      kernel,
      activation,
    },
    decay: { weight: `${place}.A_log`, isRate: layout.decayRates },
    skip: `${place}.D`,
    stepBias: `${place}.dt_bias`,
    stepLimits,
    norm: rmsNorm(eps)(`${place}.norm`),
    isNormedBeforeGate: false,
    output: linear(`${place}.out_proj`, { inputs: inner, outputs: hidden, hasBias }),
  });
}

/** Configs with `auto` leave it to be computed from the expansion. */
function readHeadSize(
  config: ConfigReader,
  { headSize: [key, fallback] }: Mamba2Keys,
  { hidden, heads }: { hidden: number; heads: number },
): number {
  if (config.find(key) === 'auto') return (config.count('mamba_expand', 2) * hidden) / heads;
  return config.count(key, fallback);
}

/** Bounds of the step; null if they bound nothing. transformers writes Infinity as a word, or as { __float__: "Infinity" }. */
function readStepLimits(config: ConfigReader): readonly [number, number] | null {
  const stated = config.findList('time_step_limit');
  if (stated === undefined) return null;
  const [least, most] = stated.map(readLimit);
  if (least === undefined || most === undefined || Number.isNaN(least) || Number.isNaN(most) || stated.length !== 2)
    throw config.unsupported('time_step_limit', stated, 'expected two numbers');
  return least <= 0 && most === Number.POSITIVE_INFINITY ? null : [least, most];
}

function readLeastStep(config: ConfigReader, key: readonly [string, number]): readonly [number, number] | null {
  config.ignore('time_step_limit');
  const least = config.number(...key);
  return least <= 0 ? null : [least, Number.POSITIVE_INFINITY];
}

function readLimit(value: unknown): number {
  const stated: unknown = isObject(value) ? value.__float__ : value;
  // Python's word Infinity, which is no JSON, is marked where the file is read.
  return typeof stated === 'string' ? Number(stated.replace('\u0001', '')) : Number(stated ?? Number.POSITIVE_INFINITY);
}

export interface MambaOptions {
  readonly hidden: number;
  readonly layout: StoredLayout;
  /** Number of channels. */
  readonly inner: number;
  /** Names of keys, with their defaults. */
  readonly keys: { readonly stateSize: readonly [string, number]; readonly kernel: readonly [string, number]; readonly rank: string };
  readonly hasConvolutionBias: boolean;
  readonly hasBias: boolean;
  /** The norms of dt, B and C; null if there are none. */
  readonly norm: ((name: string) => Norm) | null;
}

/** The Mamba mixers of a config: the one whose tensors begin with `place`. */
export function readMamba(config: ConfigReader, options: MambaOptions): (place: string) => Mamba {
  const { hidden, layout, inner, keys, hasConvolutionBias, hasBias, norm } = options;
  const stateSize = config.count(...keys.stateSize);
  const kernel = config.count(...keys.kernel);
  const rank = config.find(keys.rank) === 'auto' ? Math.ceil(hidden / 16) : config.count(keys.rank, Math.ceil(hidden / 16));
  const activation = readActivation(config, 'hidden_act', 'silu');
  return (place) => ({
    kind: 'mamba',
    stateSize,
    input: linear(`${place}.in_proj`, { inputs: hidden, outputs: 2 * inner, hasBias }),
    convolution: {
      weight: `${place}.conv1d.weight`,
      bias: hasConvolutionBias ? `${place}.conv1d.bias` : null,
      channels: inner,
      kernel,
      activation,
    },
    parameters: linear(`${place}.x_proj`, { inputs: inner, outputs: rank + 2 * stateSize, hasBias: false }),
    norms: norm && { step: norm(`${place}.dt_layernorm`), input: norm(`${place}.b_layernorm`), output: norm(`${place}.c_layernorm`) },
    step: linear(`${place}.dt_proj`, { inputs: rank, outputs: inner, hasBias: true }),
    decay: { weight: `${place}.A_log`, isRate: layout.decayRates },
    skip: `${place}.D`,
    output: linear(`${place}.out_proj`, { inputs: inner, outputs: hidden, hasBias }),
  });
}
