import { AppError } from '@lamina/errors';
import type { Json, StoredTensor } from '../checkpoint.ts';
import { isObject } from '../parse-json.ts';

/** Multimodal models that, given text alone, compute what their text decoder computes as a model of its own (transformers 4.57.6). */
const WRAPPERS: ReadonlySet<string> = new Set([
  ...['aya_vision', 'gemma3', 'idefics3', 'internvl', 'llava', 'llava_next', 'llava_next_video', 'llava_onevision', 'mistral3'],
  ...['qwen2_5_vl', 'qwen2_vl', 'smolvlm', 'video_llava', 'vipllava', 'voxtral'],
]);

/** What the decoder's tensors begin with, by layout of the version that saved them; all stand for `model.`. */
const PREFIXES = ['model.language_model.', 'language_model.model.', 'model.text_model.'] as const;
const HEAD = /^(?:language_model\.)?lm_head\./;

/** Sections leave out what equals the defaults of transformers' configuration classes (4.57.6); checkpoints on the hub do so for sizes. */
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

/** A decoder that is part of a multimodal checkpoint, as if it were stored alone. */
export interface TextDecoder {
  readonly config: Json;
  readonly tensors: ReadonlyMap<string, StoredTensor>;
  /** Names of tensors of the other parts. */
  readonly others: readonly string[];
}

/** Whether a config describes a model that reads more than text. */
export function isMultimodal(config: Json): boolean {
  return ['text_config', 'vision_config', 'audio_config'].some((key) => isObject(config[key]));
}

/**
 * The text decoder of a multimodal checkpoint: its section of the config, and its tensors under the names of a plain model.
 * @throws AppError MODEL_UNSUPPORTED where the model is not known to treat text as its decoder alone would, naming the model_type.
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
  // The wrapper's own flag has other defaults than its decoder's; the stored head tells.
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
  // Qwen's first files name the decoder's tensors as a plain model does, and those of the other part `visual.`.
  return isFlat(modelType) && /^model\.(embed_tokens|layers|norm)\./.test(name) ? name : null;
}

function isFlat(modelType: string): boolean {
  return modelType === 'qwen2_vl' || modelType === 'qwen2_5_vl';
}

/** Qwen's first configs state what the decoder is beside what the model is. */
function describeFlat(config: Json, modelType: string): Json {
  if (!isFlat(modelType))
    throw new AppError('MODEL_MALFORMED', `config.json (${modelType}) has no text_config, which says what its text decoder is`);
  const { vision_config: _vision, vision_start_token_id: _start, ...text } = config;
  return { ...text, model_type: `${modelType}_text` };
}
