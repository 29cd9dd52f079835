import type { ConfigReader } from './config-reader.ts';
import type { Rotary, RotaryFrequencies } from './decoder.ts';

export interface RotaryOptions {
  /** Number of rotated dimensions of a head. */
  readonly size: number;
  readonly base: number;
  readonly isInterleaved: boolean;
  /** Key of `rope_scaling`; default `rope_scaling`. Null: this rotary embedding is never scaled. */
  readonly scalingKey?: string | null;
  /** max_position_embeddings with the architecture's default. */
  readonly maxPositions: number;
  /** True if a dynamic scaling with `alpha` has the same base at every length: base · alpha^(size / (size − 2)); default false. */
  readonly scalesByAlpha?: boolean;
}

/**
 * The rotary embedding of a config, by transformers 4.57.6 `modeling_rope_utils.py`.
 * @throws AppError MODEL_UNSUPPORTED for an unknown kind of scaling, naming it.
 */
export function readRotary(config: ConfigReader, options: RotaryOptions): Rotary {
  const { size, base, isInterleaved, scalingKey = 'rope_scaling' } = options;
  const plain = plainFrequencies(size, base);
  // If the size is odd, transformers turns the next dimension too.
  const rotary = { size: 2 * plain.length, isInterleaved };
  const scaling = scalingKey === null ? undefined : config.findSection(scalingKey);
  // Without a scaling by it, the length has no influence.
  config.ignore('original_max_position_embeddings');
  if (!scaling) return { ...rotary, frequencies: fixed(plain), magnitude: 1 };
  scaling.ignore('rope_theta');
  const kind = scaling.text(['rope_type', 'type']);
  // Configs of older versions have both names.
  scaling.ignore('rope_type', 'type');
  const read = SCALINGS[kind];
  if (!read)
    throw config.unsupported(`${scalingKey ?? 'rope_scaling'}.rope_type`, kind, `known kinds are ${Object.keys(SCALINGS).join(', ')}`);
  const scaled = read({ scaling, config, options, plain });
  scaling.refuseUnknown();
  return { ...rotary, ...scaled };
}

/** float64[⌈size / 2⌉]: base^(−2i / size) */
function plainFrequencies(size: number, base: number): readonly number[] {
  return Array.from({ length: Math.ceil(size / 2) }, (_, pair) => 1 / base ** ((2 * pair) / size));
}

function fixed(inverse: readonly number[]): RotaryFrequencies {
  return { kind: 'fixed', inverse };
}

interface ScalingInput {
  readonly scaling: ConfigReader;
  readonly config: ConfigReader;
  readonly options: RotaryOptions;
  readonly plain: readonly number[];
}

type Scaled = Pick<Rotary, 'frequencies' | 'magnitude'>;

const SCALINGS: Readonly<Record<string, (input: ScalingInput) => Scaled>> = {
  default: readUnscaled,
  // Qwen-VL rotates parts of a head by three axes of an image; for text all three are equal.
  mrope: readUnscaled,
  linear: ({ scaling, plain }) => {
    const factor = scaling.number('factor');
    return { frequencies: fixed(plain.map((frequency) => frequency / factor)), magnitude: 1 };
  },
  dynamic: ({ scaling, options }) => {
    scaling.ignore('original_max_position_embeddings', 'beta_fast', 'beta_slow', 'mscale', 'mscale_all_dim');
    const alpha = scaling.findNumber('alpha');
    const { size, base, scalesByAlpha = false } = options;
    if (scalesByAlpha && alpha !== undefined && alpha !== 0) {
      scaling.ignore('factor');
      return { frequencies: fixed(plainFrequencies(size, base * alpha ** (size / (size - 2)))), magnitude: 1 };
    }
    const factor = scaling.number('factor');
    return { frequencies: { kind: 'dynamic', size, base, factor, length: options.maxPositions }, magnitude: 1 };
  },
  // Only the first pairs of a head turn.
  proportional: ({ scaling, config, plain }) => {
    scaling.ignore('factor');
    const turning = Math.trunc(plain.length * config.number('partial_rotary_factor', 1));
    return { frequencies: fixed(plain.map((frequency, pair) => (pair < turning ? frequency : 0))), magnitude: 1 };
  },
  llama3: readLlama3,
  yarn: readYarn,
  longrope: readLongrope,
  // Phi-3 wrote "su" before the kind was named longrope.
  su: readLongrope,
};

function readUnscaled({ scaling, plain }: ScalingInput): Scaled {
  scaling.ignore('mrope_section');
  return { frequencies: fixed(plain), magnitude: 1 };
}

/** Low frequencies are divided by the factor, high frequencies do not change, and those between are interpolated. */
function readLlama3({ scaling, plain }: ScalingInput): Scaled {
  const factor = scaling.number('factor');
  const low = scaling.number('low_freq_factor');
  const high = scaling.number('high_freq_factor');
  const length = scaling.number('original_max_position_embeddings');
  const inverse = plain.map((frequency) => {
    const wavelength = (2 * Math.PI) / frequency;
    if (wavelength < length / high) return frequency;
    if (wavelength > length / low) return frequency / factor;
    const blend = (length / wavelength - low) / (high - low);
    return (1 - blend) * (frequency / factor) + blend * frequency;
  });
  return { frequencies: fixed(inverse), magnitude: 1 };
}

/** YaRN (arXiv 2309.00071). */
function readYarn({ scaling, options, plain }: ScalingInput): Scaled {
  const { size, base } = options;
  const length = scaling.number('original_max_position_embeddings', options.maxPositions);
  // Configs of the first YaRN models say whether the model was trained with it; Ministral 3 states the growth of its queries here.
  scaling.ignore('finetuned', 'llama_4_scaling_beta', 'max_position_embeddings');
  const factor = scaling.number('factor', options.maxPositions / length);
  const magnitudeOf = (scale: number, mscale: number): number => (scale <= 1 ? 1 : 0.1 * mscale * Math.log(scale) + 1);
  const mscale = scaling.findNumber('mscale');
  const mscaleAll = scaling.findNumber('mscale_all_dim');
  const ratio = mscale && mscaleAll ? magnitudeOf(factor, mscale) / magnitudeOf(factor, mscaleAll) : magnitudeOf(factor, 1);
  const magnitude = scaling.findNumber('attention_factor') ?? ratio;
  const dimensionOf = (rotations: number): number => (size * Math.log(length / (rotations * 2 * Math.PI))) / (2 * Math.log(base));
  const isRounded = scaling.flag('truncate', true);
  const lowest = dimensionOf(scaling.findNumber('beta_fast') || 32);
  const highest = dimensionOf(scaling.findNumber('beta_slow') || 1);
  const low = Math.max(isRounded ? Math.floor(lowest) : lowest, 0);
  const end = Math.min(isRounded ? Math.ceil(highest) : highest, size - 1);
  // A ramp of width zero would divide by zero.
  const high = end === low ? end + 0.001 : end;
  const inverse = plain.map((frequency, pair) => {
    const ramp = Math.min(1, Math.max(0, (pair - low) / (high - low)));
    return (frequency / factor) * ramp + frequency * (1 - ramp);
  });
  return { frequencies: fixed(inverse), magnitude };
}

/** LongRoPE (arXiv 2402.13753): one list of factors up to the original length, another beyond. */
function readLongrope({ scaling, config, options, plain }: ScalingInput): Scaled {
  const stated = config.findNumber('original_max_position_embeddings') ?? scaling.findNumber('original_max_position_embeddings');
  scaling.ignore('original_max_position_embeddings');
  const length = stated ?? options.maxPositions;
  const factor = stated === undefined ? scaling.number('factor') : options.maxPositions / stated;
  scaling.ignore('factor', 'short_mscale', 'long_mscale');
  const divided = (key: string): readonly number[] => {
    const factors = scaling.findPerBlock(key, plain.length);
    if (factors === undefined || factors.length === 0) throw scaling.unsupported(key, null, `expected ${plain.length} factors`);
    return plain.map((frequency, pair) => frequency / Number(factors[pair]));
  };
  const computed = factor <= 1 ? 1 : Math.sqrt(1 + Math.log(factor) / Math.log(length));
  const magnitude = scaling.findNumber('attention_factor') ?? computed;
  return { frequencies: { kind: 'by-length', length, short: divided('short_factor'), long: divided('long_factor'), growth: 1 }, magnitude };
}
