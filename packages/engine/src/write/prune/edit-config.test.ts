import { describe, expect, it } from '@jest/globals';
import { editConfig } from '@lamina/checkpoints';
import { editGenaiConfig } from './plan-descriptions.ts';

type Json = Readonly<Record<string, unknown>>;

/** Twelve blocks of which 0, 4, 5 and 11 go. */
const kept = [1, 2, 3, 6, 7, 8, 9, 10];
const twelve = { kept, blocksBefore: 12 };
const edit = (config: Json): Json => editConfig(config, twelve).config;
const notesOf = (config: Json): string => editConfig(config, twelve).notes.join('\n');
const perLayer = <T>(value: (index: number) => T): T[] => Array.from({ length: 12 }, (_, index) => value(index));
const keptOf = <T>(value: (index: number) => T): T[] => kept.map(value);

describe('editConfig', () => {
  it.each(['num_hidden_layers', 'n_layer', 'n_layers', 'num_layers', 'num_transformer_layers'])('sets %s', (key) => {
    expect(edit({ model_type: 'any', [key]: 12, hidden_size: 12 })).toEqual({ model_type: 'any', [key]: 8, hidden_size: 12 });
  });

  it('leaves every key that says nothing about layers, and the order of keys', () => {
    const config = {
      architectures: ['A'],
      eos_token_id: perLayer((index) => index),
      vocab_size: 12,
      num_hidden_layers: 12,
      rope_scaling: { long_factor: perLayer(() => 1.5) },
      torch_dtype: 'bfloat16',
      quantization_config: { bits: 4 },
    };
    const edited = edit(config);
    expect(edited).toEqual({ ...config, num_hidden_layers: 8 });
    expect(Object.keys(edited)).toEqual(Object.keys(config));
    expect(notesOf(config)).toBe('');
  });

  it('changes nothing where no block went', () => {
    const config = { num_hidden_layers: 12, sliding_window_pattern: 6 };
    expect(editConfig(config, { kept: perLayer((index) => index), blocksBefore: 12 })).toEqual({ config, notes: [] });
  });

  it.each<[string, (index: number) => unknown]>([
    ['layer_types', (index) => (index % 6 === 5 ? 'full_attention' : 'sliding_attention')],
    ['layers_block_type', (index) => (index % 3 === 2 ? 'attention' : 'recurrent')],
    ['no_rope_layers', (index) => Number((index + 1) % 4 !== 0)],
    ['intermediate_size', (index) => 64 * (index + 1)],
    ['num_key_value_heads', (index) => (index < 6 ? 2 : 4)],
    ['activation_sparsity_pattern', (index) => (index < 3 ? 0.95 : 0)],
    ['attention_layers', (index) => (index % 2 ? 'local' : 'global')],
    ['moe_layer_freq', (index) => Number(index > 0)],
    ['block_configs', (index) => ({ attention: { no_op: index === 4 } })],
    ['ffn_multipliers', (index) => 0.5 + index / 4],
  ])('filters %s, which has an entry per layer', (key, value) => {
    expect(edit({ num_hidden_layers: 12, [key]: perLayer(value) })).toEqual({ num_hidden_layers: 8, [key]: keptOf(value) });
  });

  it.each<[string, number[], number[]]>([
    ['mlp_only_layers', [0, 1, 7], [0, 4]],
    ['full_attn_idxs', [2, 5, 8, 10], [1, 5, 7]],
    ['attn_layer_indices', [0, 4, 5], []],
    ['hybrid_layer_ids', [3, 11], [2]],
    ['cross_attention_layers', [1, 6, 11], [0, 3]],
    ['moe_layers', perLayer((index) => index), keptOf((_) => 0).map((_, index) => index)],
  ])('filters and renumbers %s, which holds layer numbers', (key, before, after) => {
    expect(edit({ num_hidden_layers: 12, [key]: before })).toEqual({ num_hidden_layers: 8, [key]: after });
  });

  it('filters a text with a letter per layer, groups of layer numbers and objects keyed by them', () => {
    const config = {
      num_hidden_layers: 12,
      hybrid_override_pattern: 'abcdefghijkl',
      kv_reuse_group: [
        [0, 4],
        [1, 2],
        [5, 6, 7],
      ],
      pruned_heads: { 0: [1], 3: [2] },
    };
    expect(edit(config)).toEqual({
      num_hidden_layers: 8,
      hybrid_override_pattern: 'bcdghijk',
      kv_reuse_group: [
        [0, 1],
        [3, 4],
      ],
      pruned_heads: { 2: [2] },
    });
  });

  it('renumbers the modules that stay unpacked, by name and by patterns of one block', () => {
    const edited = (ignore: readonly string[]) => edit({ num_hidden_layers: 12, quantization_config: { ignore } });
    const patterns = ['re:.*layers\\.6\\.mlp.*', 're:.*layers\\.4\\.mlp.*', 're:.*layers\\.[0-5]\\..*'];
    expect(edited(['lm_head', 'model.layers.3.mlp', 'model.layers.4.mlp', ...patterns])).toEqual({
      num_hidden_layers: 8,
      quantization_config: { ignore: ['lm_head', 'model.layers.2.mlp', 're:.*layers\\.3\\.mlp.*', 're:.*layers\\.[0-5]\\..*'] },
    });
  });

  it.each<[Json, string, unknown[]]>([
    [{ sliding_window_pattern: 6 }, 'layer_types', keptOf((index) => ((index + 1) % 6 ? 'sliding_attention' : 'full_attention'))],
    [{ sliding_window_pattern: 'LLLG' }, 'layer_types', keptOf((index) => ((index + 1) % 4 ? 'sliding_attention' : 'full_attention'))],
    [{ global_attn_every_n_layers: 3 }, 'layer_types', keptOf((index) => (index % 3 ? 'sliding_attention' : 'full_attention'))],
    [{ full_attention_interval: 4 }, 'layer_types', keptOf((index) => ((index + 1) % 4 ? 'linear_attention' : 'full_attention'))],
    [{ no_rope_layer_interval: 4 }, 'no_rope_layers', keptOf((index) => Number((index + 1) % 4 !== 0))],
  ])('spells out the cycle of %j and says so', (cycle, list, expected) => {
    const config = { num_hidden_layers: 12, ...cycle };
    expect(edit(config)).toEqual({ ...cycle, num_hidden_layers: 8, [list]: expected });
    expect(notesOf(config)).toContain(list);
  });

  it('keeps a cycle that still holds, spelled out all the same', () => {
    const { config, notes } = editConfig(
      { num_hidden_layers: 12, sliding_window_pattern: 3 },
      { kept: [0, 1, 2, 6, 7, 8], blocksBefore: 12 },
    );
    const [local, global] = ['sliding_attention', 'full_attention'];
    expect(config).toEqual({ num_hidden_layers: 6, sliding_window_pattern: 3, layer_types: [local, local, global, local, local, global] });
    expect(notes).toHaveLength(1);
  });

  it('edits a list beside a cycle that it replaces, and keeps the key', () => {
    const types = (index: number): string => ((index + 1) % 6 ? 'sliding_attention' : 'full_attention');
    const config = { num_hidden_layers: 12, layer_types: perLayer(types), _sliding_window_pattern: 6 };
    expect(edit(config)).toEqual({ num_hidden_layers: 8, layer_types: keptOf(types), _sliding_window_pattern: 6 });
  });

  it('spells out the kinds of blocks that repeat', () => {
    const types = ['recurrent', 'recurrent', 'attention'];
    expect(edit({ num_hidden_layers: 12, block_types: types })).toEqual({
      num_hidden_layers: 8,
      block_types: keptOf((index) => types[index % 3]),
    });
    expect(edit({ num_layers: 12, attention_types: [[['global', 'local'], 6]] })).toEqual({
      num_layers: 8,
      attention_types: [[keptOf((index) => (index % 2 ? 'local' : 'global')), 1]],
    });
  });

  it.each<[Json, Json]>([
    [{ max_window_layers: 6 }, { max_window_layers: 3 }],
    [{ max_window_layers: 12 }, { max_window_layers: 8 }],
    [{ num_kv_shared_layers: 5 }, { num_kv_shared_layers: 4 }],
    [{ first_k_dense_replace: 3 }, { first_k_dense_replace: 2 }],
    [{ num_dense_layers: 3 }, { num_dense_layers: 2 }],
    [{ linear_attn_config: { full_attn_layers: [1, 4, 12], head_dim: 4 } }, { linear_attn_config: { full_attn_layers: [3], head_dim: 4 } }],
    [
      { first_k_dense_replace: 1, moe_layer_freq: 1 },
      { first_k_dense_replace: 0, moe_layer_freq: 1 },
    ],
    [
      { moe_layer_start_index: 1, moe_layer_end_index: -1, moe_layer_interval: 1 },
      { moe_layer_start_index: 0, moe_layer_end_index: -1, moe_layer_interval: 1 },
    ],
    [
      { moe_layer_start_index: 3, moe_layer_end_index: 9, moe_layer_interval: 1 },
      { moe_layer_start_index: 2, moe_layer_end_index: 6, moe_layer_interval: 1 },
    ],
  ])('moves the thresholds of %j', (before, after) => {
    expect(edit({ num_hidden_layers: 12, ...before })).toEqual({ num_hidden_layers: 8, ...after });
  });

  it('finds a period that fits the kept layers', () => {
    const config = { num_hidden_layers: 12, attn_layer_period: 4, attn_layer_offset: 2 };
    expect(editConfig(config, { kept: [0, 2, 4, 6, 8, 10], blocksBefore: 12 })).toEqual({
      config: { num_hidden_layers: 6, attn_layer_period: 2, attn_layer_offset: 1 },
      notes: [],
    });
  });

  it('notes a period that nothing fits, and leaves it', () => {
    const config = { num_hidden_layers: 12, expert_layer_period: 4, expert_layer_offset: 2 };
    expect(edit(config)).toEqual({ ...config, num_hidden_layers: 8 });
    expect(notesOf(config)).toContain('expert_layer_period and expert_layer_offset');
  });

  it('lists the dense layers and the layers with experts where steps no longer hold', () => {
    expect(edit({ num_hidden_layers: 12, decoder_sparse_step: 2, mlp_only_layers: [1] })).toEqual({
      num_hidden_layers: 8,
      decoder_sparse_step: 1,
      mlp_only_layers: [0, 1, 3, 5, 7],
    });
    expect(edit({ num_hidden_layers: 12, interleave_moe_layer_step: 2 })).toMatchObject({ moe_layers: [0, 2, 4, 6] });
  });

  it('edits the text model of a larger one and leaves its other parts', () => {
    const config = { text_config: { num_hidden_layers: 12, layer_types: perLayer(String) }, vision_config: { num_hidden_layers: 12 } };
    expect(edit(config)).toEqual({
      text_config: { num_hidden_layers: 8, layer_types: keptOf(String) },
      vision_config: { num_hidden_layers: 12 },
    });
  });

  it('states the number of layers where it was left to a default', () => {
    expect(edit({ text_config: { vocab_size: 10 } })).toEqual({ text_config: { vocab_size: 10, num_hidden_layers: 8 } });
    expect(edit({ model_type: 'any' })).toEqual({ model_type: 'any', num_hidden_layers: 8 });
    expect(notesOf({ model_type: 'any' })).toContain('num_hidden_layers');
  });

  it('notes a count that the graph contradicts, and leaves it', () => {
    expect(edit({ num_hidden_layers: 24 })).toEqual({ num_hidden_layers: 24 });
    expect(notesOf({ num_hidden_layers: 24 })).toContain('says 24 but the graph had 12');
  });

  it('notes lists and steps whose meaning is unknown, and leaves them', () => {
    const config = { num_hidden_layers: 12, mystery: perLayer(String), cross_layer_interval: 2 };
    expect(edit(config)).toEqual({ ...config, num_hidden_layers: 8 });
    expect(notesOf(config)).toMatch(/mystery.*\n.*cross_layer_interval/);
  });

  it('states the kinds that the graph has where the config alternates windows unsaid', () => {
    const kinds = perLayer((index) => (index % 2 ? 'full_attention' : 'sliding_attention'));
    const { config } = editConfig({ num_hidden_layers: 12, sliding_window: 64 }, { ...twelve, kinds });
    expect(config.layer_types).toEqual(keptOf((index) => (index % 2 ? 'full_attention' : 'sliding_attention')));
    expect(editConfig({ num_hidden_layers: 12, sliding_window: 64 }, { ...twelve, kinds: perLayer(() => 'attention') }).notes).toEqual([]);
  });
});

describe('editGenaiConfig', () => {
  it('sets the count and renumbers the layers with windows', () => {
    const decoder = {
      filename: 'model.onnx',
      num_hidden_layers: 12,
      inputs: { past_key_names: 'past_key_values.%d.key' },
      sliding_window: { window_size: 64, layers: [0, 2, 4, 6, 8, 10] },
    };
    const { config, notes } = editGenaiConfig({ model: { type: 'gemma3', decoder }, search: { top_k: 1 } }, { ...twelve, caches: 8 });
    expect(config).toEqual({
      model: {
        type: 'gemma3',
        decoder: {
          ...decoder,
          filename: 'onnx/model.onnx',
          num_hidden_layers: 8,
          sliding_window: { window_size: 64, layers: [1, 3, 5, 7] },
        },
      },
      search: { top_k: 1 },
    });
    expect(notes).toEqual([]);
  });
});
