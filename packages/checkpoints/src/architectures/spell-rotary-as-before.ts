import { AppError } from '@lamina/errors';
import type { Json } from '../checkpoint.ts';
import { isObject } from '../parse-json.ts';

/**
 * Converts the rotary settings of a config to the keys of transformers 4. Version 5 writes `rope_parameters` instead of rope_theta, rope_scaling,
 * partial_rotary_factor and, for models with two rotary embeddings, rope_local_base_freq.
 *
 *   { rope_parameters: { rope_type: 'linear', rope_theta: 1e4, factor: 2 } } → { rope_theta: 1e4, rope_scaling: { rope_type: 'linear', factor: 2 } }
 *
 * @throws AppError MODEL_UNSUPPORTED if blocks with windows have a separate scaled rotary embedding.
 */
export function spellRotaryAsBefore(config: Json): Json {
  const { rope_parameters: parameters, ...others } = config;
  if (!isObject(parameters)) return config;
  const { full_attention: full, sliding_attention: sliding } = parameters;
  if (!isObject(full)) return { ...others, ...spellOne(parameters) };
  return { ...others, ...spellOne(full), ...(isObject(sliding) ? spellLocal(sliding) : {}) };
}

function spellOne({ rope_theta, partial_rotary_factor, ...scaling }: Json): Json {
  return {
    rope_theta,
    partial_rotary_factor,
    rope_scaling: [undefined, 'default'].some((kind) => kind === (scaling.rope_type ?? scaling.type)) ? null : scaling,
  };
}

function spellLocal({ rope_theta, rope_type = 'default', partial_rotary_factor }: Json): Json {
  if (rope_type === 'default') return { rope_local_base_freq: rope_theta, local_partial_rotary_factor: partial_rotary_factor };
  throw new AppError(
    'MODEL_UNSUPPORTED',
    `config.json has rope_parameters.sliding_attention.rope_type = ${JSON.stringify(rope_type)}; only "default" is supported for blocks with windows`,
  );
}
