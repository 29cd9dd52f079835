import { AppError } from '@lamina/errors';
import type { Json } from '../checkpoint.ts';
import { limitOf } from '../limits.ts';
import { isObject } from '../parse-json.ts';

/** Keys that do not affect what a decoder computes from tokens. */
const WITHOUT_INFLUENCE: readonly RegExp[] = [
  /^(model_type|architectures|auto_map|_name_or_path|_attn_implementation\w*|attn_implementation|transformers_version|torch_dtype|dtype|name|model_name)$/,
  /_token(_ids?)?$|^(use_cache|is_decoder|tie_word_embeddings|return_dict|output_attentions|output_hidden_states|output_router_logits)$/,
  /dropout|_pdrop$|^(drop|layerdrop)$|initializer_|^init_|_init$|^init_std$|router_(aux|z)_loss_coef|^router_jitter_noise$|^(aux_loss_alpha|seq_aux)$/,
  /^(id2label|label2id|num_labels|problem_type|task_specific_params|finetuning_task|summary_\w+|classifier_\w+)$/,
  /^(max_position_embeddings|n_positions|n_ctx|max_sequence_length|model_max_length|seq_length|seq_len|max_seq_len)$/,
  /^(vocab_size|pretraining_tp|gradient_checkpointing|use_flash_attention\w*|use_flash_attn\w*|flash_attn\w*|_flash_attn_2_enabled|use_\w*kernel\w*|fused_\w+)$/,
  // Options for generation and training that PretrainedConfig of older versions writes into every config.
  /^(top_k|top_p|typical_p|temperature|max_length|min_length|num_beams|num_beam_groups|num_return_sequences|do_sample|early_stopping)$/,
  /^(repetition_penalty|length_penalty|diversity_penalty|(encoder_)?no_repeat_ngram_size|bad_words_ids|remove_invalid_values|output_scores)$/,
  /^(return_dict_in_generate|exponential_decay_length_penalty|forced_\w+|(begin_)?suppress_tokens|tf_legacy_loss|use_bfloat16)$/,
  /^(torchscript|pruned_heads|chunk_size_feed_forward|prefix|tie_encoder_decoder|training_\w+|_from_model_config|cache_implementation)$/,
  /^(unsloth_\w+|tokenizer_class|tokenizer_name|language|license|tags|is_llama_config|transformers\.js_config|_commit_hash)$/,
];

/**
 * Reads config.json with the defaults of an architecture, and records which keys were read. A key that was not read may change the computation, so it
 * is refused instead of ignored.
 */
export class ConfigReader {
  readonly #config: Json;
  readonly #modelType: string;
  readonly #asked = new Set<string>();

  constructor(config: Json, modelType: string) {
    this.#config = config;
    this.#modelType = modelType;
  }

  /** The raw value; undefined if it is absent or null. */
  find(key: string): unknown {
    this.#asked.add(key);
    return this.#config[key] ?? undefined;
  }

  /**
   * A number under the first of several names, or the default. @throws AppError MODEL_MALFORMED if there is no value and no default, or if it is not
   * a number.
   */
  number(keys: string | readonly string[], fallback?: number): number {
    const value = this.findNumber(keys) ?? fallback;
    if (value === undefined) throw this.#wrong([keys].flat().join(' or '), undefined, 'a number');
    return value;
  }

  findNumber(keys: string | readonly string[]): number | undefined {
    const found = [keys].flat().map((key) => [key, this.find(key)] as const);
    const first = found.find(([, stated]) => stated !== undefined);
    if (first === undefined) return undefined;
    const [key, value] = first;
    if (typeof value !== 'number' || !Number.isFinite(value)) throw this.#wrong(key, value, 'a number');
    return value;
  }

  /** A number, or null if the config has null. @param fallback value if the key is absent */
  numberOrNull(key: string, fallback: number | null): number | null {
    const value = this.findNumber(key);
    return value ?? (this.#config[key] === null ? null : fallback);
  }

  /** A positive whole number. */
  count(keys: string | readonly string[], fallback?: number): number {
    const value = this.number(keys, fallback);
    const [key = ''] = [keys].flat();
    if (!Number.isSafeInteger(value) || value < 1) throw this.#wrong([keys].flat().join(' or '), value, 'a positive whole number');
    if (value > limitOf(key)) throw this.#wrong([keys].flat().join(' or '), value, `at most ${limitOf(key)}`);
    return value;
  }

  flag(keys: string | readonly string[], fallback: boolean): boolean {
    const value = this.#first(keys) ?? fallback;
    if (typeof value !== 'boolean') throw this.#wrong([keys].flat().join(' or '), value, 'true or false');
    return value;
  }

  /** The first value under several names. All of them count as read. */
  #first(keys: string | readonly string[]): unknown {
    const values = [keys].flat().map((key) => this.find(key));
    return values.find((stated) => stated !== undefined);
  }

  text(keys: string | readonly string[], fallback?: string): string {
    const value = this.#first(keys) ?? fallback;
    if (typeof value !== 'string') throw this.#wrong([keys].flat().join(' or '), value, 'a text');
    return value;
  }

  /** A list with one entry per block, or undefined. @throws AppError MODEL_MALFORMED if it has another length. */
  findPerBlock(key: string, blocks: number): readonly unknown[] | undefined {
    const value = this.find(key);
    if (value === undefined) return undefined;
    if (!Array.isArray(value) || value.length !== blocks) throw this.#wrong(key, value, `a list of ${blocks} entries, one per block`);
    return value;
  }

  findList(key: string): readonly unknown[] | undefined {
    const value = this.find(key);
    if (value === undefined) return undefined;
    if (!Array.isArray(value)) throw this.#wrong(key, value, 'a list');
    return value;
  }

  findSection(key: string): ConfigReader | undefined {
    const value = this.find(key);
    if (value === undefined) return undefined;
    if (!isObject(value)) throw this.#wrong(key, value, 'an object');
    return new ConfigReader(value, `${this.#modelType}, ${key}`);
  }

  /** Marks keys that do not matter for this architecture. */
  ignore(...keys: readonly string[]): void {
    for (const key of keys) this.#asked.add(key);
  }

  /** Requires that a key, if present, has the single value that Lamina supports. @throws AppError MODEL_UNSUPPORTED. */
  require(key: string, wanted: boolean | number | string): void {
    const value = this.find(key);
    if (value !== undefined && value !== wanted) throw this.unsupported(key, value, `only ${JSON.stringify(wanted)} is supported`);
  }

  /** Refuses keys that were not read and are not trivial. @throws AppError MODEL_UNSUPPORTED naming key and value. */
  refuseUnknown(): void {
    for (const [key, value] of Object.entries(this.#config)) {
      const saysNothing =
        (value ?? null) === null ||
        value === false ||
        (Array.isArray(value) && value.length === 0) ||
        (isObject(value) && Object.keys(value).length === 0);
      if (saysNothing || this.#asked.has(key) || WITHOUT_INFLUENCE.some((pattern) => pattern.test(key))) continue;
      throw this.unsupported(key, value, 'it may change what the model computes, and Lamina does not support it');
    }
  }

  /** The error for an unsupported value, with the supported ones. */
  unsupported(key: string, value: unknown, advice: string): AppError {
    return new AppError('MODEL_UNSUPPORTED', `config.json (${this.#modelType}) has ${key} = ${JSON.stringify(value)}: ${advice}`);
  }

  #wrong(key: string, value: unknown, wanted: string): AppError {
    const state = value === undefined ? `lacks ${key}` : `has ${key} = ${JSON.stringify(value)}`;
    return new AppError('MODEL_MALFORMED', `config.json (${this.#modelType}) ${state}; expected ${wanted}`);
  }
}
