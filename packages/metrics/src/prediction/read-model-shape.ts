import { AppError } from '@lamina/errors';
import type { ModelShape } from './profile.ts';

/** Types of configurations of generations that are published: llama.cpp's name of the architecture, the generation and its maker. */
const TYPES: Readonly<Record<string, readonly [architecture: string, generation: string, maker: string]>> = {
  deepseek_v3: ['deepseek2', 'DeepSeek-V3', 'deepseek'],
  gemma4: ['gemma4', 'Gemma-4', 'google'],
  glm4_moe: ['glm4moe', 'GLM-4.5-4.7', 'zai'],
  glm4_moe_lite: ['deepseek2', 'GLM-4.7-Flash', 'zai'],
  glm_moe_dsa: ['glm-dsa', 'GLM-5', 'zai'],
  kimi_k2: ['deepseek2', 'Kimi-K2', 'moonshot'],
  kimi_k25: ['deepseek2', 'Kimi-K2', 'moonshot'],
  qwen3: ['qwen3', 'Qwen3', 'qwen'],
  qwen3_moe: ['qwen3moe', 'Qwen3', 'qwen'],
  qwen3_vl_moe: ['qwen3vlmoe', 'Qwen3', 'qwen'],
  qwen3_5: ['qwen35', 'Qwen3.5-3.8', 'qwen'],
  qwen3_5_moe: ['qwen35moe', 'Qwen3.5-3.8', 'qwen'],
};
/** Keys of the number of experts of a layer. */
const EXPERTS = ['num_experts', 'n_routed_experts', 'num_local_experts'] as const;

/**
 * The fields of a configuration that a prediction reads; a model of images and text is read by its part for text.
 * @param config as in `config.json`
 * @param name names the model in the result and in errors
 * @throws AppError BAD_USER_INPUT where the type, the number of layers or a size is missing
 */
export function readModelShape(config: unknown, name: string): ModelShape {
  const whole = toObject(config);
  const text = typeof whole.text_config === 'object' && whole.text_config !== null ? toObject(whole.text_config) : whole;
  const refuse = (key: string, expected: string): never => {
    const found = JSON.stringify(text[key] ?? null).slice(0, 50); // a missing value reads as null
    throw new AppError('BAD_USER_INPUT', `the configuration of ${name} cannot be read: ${key} is ${found} and must be ${expected}`);
  };
  const readCount = (key: string): number => {
    const value = text[key];
    return typeof value === 'number' && Number.isSafeInteger(value) && value > 0 ? value : refuse(key, 'a whole number above 0');
  };
  const type = typeof text.model_type === 'string' ? text.model_type : refuse('model_type', 'a text');
  const family = TYPES[type.replace(/_text$/, '')];
  return {
    name,
    maker: family?.[2] ?? null,
    generation: family?.[1] ?? null,
    // A configuration does not say which version of its generation it is.
    version: null,
    architecture: family?.[0] ?? type,
    feedForwardKind: EXPERTS.some((key) => Number(text[key]) > 1) ? 'moe' : 'dense',
    blocks: readCount('num_hidden_layers'),
    hiddenSize: (text.hidden_size ?? null) === null ? null : readCount('hidden_size'),
  };
}

function toObject(value: unknown): Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null ? (value as Readonly<Record<string, unknown>>) : {};
}
