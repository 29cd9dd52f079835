import { AppError } from '@lamina/errors';
import type { Json, StoredTensor } from '../checkpoint.ts';
import { isObject } from '../parse-json.ts';

/** Multimodal models that, for input of only text, compute exactly what their text decoder computes (transformers 4.57.6). */
const WRAPPERS: ReadonlySet<string> = new Set([
  ...['aya_vision', 'gemma3', 'gemma4', 'idefics3', 'internvl', 'llava', 'llava_next', 'llava_next_video', 'llava_onevision', 'mistral3'],
  ...['qwen2_5_vl', 'qwen2_vl', 'qwen3_5', 'qwen3_5_moe', 'smolvlm', 'video_llava', 'vipllava', 'voxtral'],
]);

/** Prefixes of the decoder's tensors, by layout of the version that saved them; all correspond to `model.`. */
const PREFIXES = ['model.language_model.', 'language_model.model.', 'model.text_model.'] as const;
const HEAD = /^(?:language_model\.)?lm_head\./;

/** Sections omit values that equal the defaults of transformers' configuration classes (4.57.6); checkpoints on the hub do so for sizes. */
const DEFAULTS: ReadonlyMap<unknown, Json> = new Map<unknown, Json>([
  ['llama', sizes({ vocab: 32_000, hidden: 4096, inner: 11_008, blocks: 32, heads: 32, keyHeads: 32 })],
  ['mistral', sizes({ vocab: 32_000, hidden: 4096, inner: 14_336, blocks: 32, heads: 32, keyHeads: 8 })],
  ['qwen2', sizes({ vocab: 151_936, hidden: 4096, inner: 22_016, blocks: 32, heads: 32, keyHeads: 32 })],
  ['qwen3', sizes({ vocab: 151_936, hidden: 4096, inner: 22_016, blocks: 32, heads: 32, keyHeads: 32 })],
  ['gemma3_text', sizes({ vocab: 262_208, hidden: 2304, inner: 9216, blocks: 26, heads: 8, keyHeads: 4 })],
]);

type Size = 'vocab' | 'hidden' | 'inner' | 'blocks' | 'heads' | 'keyHeads';

function sizes({ vocab, hidden, inner, blocks, heads, keyHeads }: Readonly<Record<Size, number>>): Json {
  return {
    vocab_size: vocab,
    hidden_size: hidden,
    intermediate_size: inner,
    num_hidden_layers: blocks,
    num_attention_heads: heads,
    num_key_value_heads: keyHeads,
  };
}

/** A decoder of a multimodal checkpoint, in the form of a separate model. */
export interface TextDecoder {
  readonly config: Json;
  readonly tensors: ReadonlyMap<string, StoredTensor>;
  /** Tensor names of the other parts. */
  readonly others: readonly string[];
}

/** True if a config describes a model with inputs other than text. */
export function isMultimodal(config: Json): boolean {
  return ['text_config', 'vision_config', 'audio_config'].some((key) => isObject(config[key]));
}

/**
 * The text decoder of a multimodal checkpoint: its section of the config, and its tensors with the names of a plain model.
 * @throws AppError MODEL_UNSUPPORTED if the model is not known to process text exactly like its decoder alone, naming the model_type.
 */
export function readTextDecoder(modelType: string, config: Json, tensors: ReadonlyMap<string, StoredTensor>): TextDecoder {
  if (!WRAPPERS.has(modelType)) {
    throw new AppError(
      'MODEL_UNSUPPORTED',
      `${modelType} (model_type of config.json) is a multimodal model, and its text decoder is not supported; known are ${[...WRAPPERS].join(', ')}`,
    );
  }
  const named = [...tensors].map(([name, tensor]) => [nameInDecoder(name, modelType), tensor] as const);
  const own = new Map(named.filter((entry): entry is [string, StoredTensor] => entry[0] !== null));
  const others = [...tensors.keys()].filter((name) => nameInDecoder(name, modelType) === null);
  const section = isObject(config.text_config) ? config.text_config : describeFlat(config, modelType);
  // The wrapper's flag has other defaults than the decoder's, so the presence of a stored head decides.
  return {
    config: { ...DEFAULTS.get(section.model_type), ...section, tie_word_embeddings: !own.has('lm_head.weight') },
    tensors: own,
    others,
  };
}

function nameInDecoder(name: string, modelType: string): string | null {
  const prefix = PREFIXES.find((candidate) => name.startsWith(candidate));
  if (prefix !== undefined) return `model.${name.slice(prefix.length)}`;
  if (HEAD.test(name)) return name.replace(HEAD, 'lm_head.');
  // Qwen's first files name the decoder's tensors like a plain model, and those of the other part `visual.`.
  return isFlat(modelType) && /^model\.(embed_tokens|layers|norm)\./.test(name) ? name : null;
}

function isFlat(modelType: string): boolean {
  return modelType === 'qwen2_vl' || modelType === 'qwen2_5_vl';
}

/** Qwen's first configs have the decoder's keys at the top level. */
function describeFlat(config: Json, modelType: string): Json {
  if (!isFlat(modelType))
    throw new AppError('MODEL_MALFORMED', `config.json (${modelType}) has no text_config, which says what its text decoder is`);
  const { vision_config: _vision, vision_start_token_id: _start, ...text } = config;
  return { ...text, model_type: `${modelType}_text` };
}
