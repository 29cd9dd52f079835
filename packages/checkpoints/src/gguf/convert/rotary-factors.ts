import { isObject } from '../../parse-json.ts';
import { type ConfigFacts, findAttention, findNumber } from './config-facts.ts';

const { fround } = Math;

/** Tensors of rotary factors, which the converter computes from a config: those of llama3 scaling for all lengths, those of longrope for two. */
export function listRotaryFactors(facts: ConfigFacts): readonly { readonly name: string; readonly values: Float32Array }[] {
  const scaling = facts.config.rope_scaling;
  if (!isObject(scaling)) return [];
  const kind = scaling.rope_type ?? scaling.type;
  if (kind === 'llama3') return [{ name: 'rope_freqs.weight', values: computeLlama3(facts, scaling) }];
  if (kind !== 'longrope' && kind !== 'su') return [];
  return ['long', 'short'].flatMap((length) => {
    const factors = scaling[`${length}_factor`];
    return Array.isArray(factors) ? [{ name: `rope_factors_${length}.weight`, values: Float32Array.from(factors, Number) }] : [];
  });
}

/** How many times slower each pair turns. Frequencies and wavelengths are float32, as the converter computes them. */
function computeLlama3(facts: ConfigFacts, scaling: Readonly<Record<string, unknown>>): Float32Array {
  const { config, decoder } = facts;
  const own = { config: scaling };
  const size = findAttention(decoder)?.headSize ?? 0; // without attention nothing turns
  const base = findNumber({ config }, 'rope_theta') ?? 10_000;
  const factor = findNumber(own, 'factor') ?? 8;
  const [low, high] = [findNumber(own, 'low_freq_factor') ?? 1, findNumber(own, 'high_freq_factor') ?? 4];
  const length = findNumber(own, 'original_max_position_embeddings') ?? 8192;
  return Float32Array.from({ length: size / 2 }, (_, pair) => {
    const frequency = fround(1 / fround(base ** fround((2 * pair) / size)));
    const wavelength = fround((2 * Math.PI) / frequency);
    if (wavelength < length / high) return 1;
    if (wavelength > length / low) return factor;
    const smooth = (length / wavelength - low) / (high - low);
    return 1 / ((1 - smooth) / factor + smooth);
  });
}
