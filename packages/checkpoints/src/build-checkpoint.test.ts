import { describe, expect, it } from '@jest/globals';
import { AppError, type AppErrorCode } from '@lamina/errors';
import { buildCheckpoint, describeDecoder } from './build-checkpoint.ts';
import type { Json, StoredTensor } from './checkpoint.ts';
import { TRANSFORMERS_LAYOUT } from './checkpoint.ts';

const CONFIG: Json = {
  model_type: 'llama',
  vocab_size: 32,
  hidden_size: 16,
  intermediate_size: 24,
  num_hidden_layers: 1,
  num_attention_heads: 2,
  num_key_value_heads: 1,
  tie_word_embeddings: true,
};

const SHAPES: Readonly<Record<string, readonly number[]>> = {
  'model.embed_tokens.weight': [32, 16],
  'model.norm.weight': [16],
  'model.layers.0.input_layernorm.weight': [16],
  'model.layers.0.post_attention_layernorm.weight': [16],
  'model.layers.0.self_attn.q_proj.weight': [16, 16],
  'model.layers.0.self_attn.k_proj.weight': [8, 16],
  'model.layers.0.self_attn.v_proj.weight': [8, 16],
  'model.layers.0.self_attn.o_proj.weight': [16, 16],
  'model.layers.0.mlp.gate_proj.weight': [24, 16],
  'model.layers.0.mlp.up_proj.weight': [24, 16],
  'model.layers.0.mlp.down_proj.weight': [16, 24],
};

function storedTensors(shapes: Readonly<Record<string, readonly number[]>>): ReadonlyMap<string, StoredTensor> {
  return new Map(
    Object.entries(shapes).map(([name, dims]) => {
      const sizeBytes = dims.reduce((product, extent) => product * extent, 4);
      return [name, { name, dims, type: 'F32', file: 'model.safetensors', offset: 0, sizeBytes }];
    }),
  );
}

function build(config: Json, shapes = SHAPES) {
  return buildCheckpoint({ format: 'safetensors', config, tensors: storedTensors(shapes), layout: TRANSFORMERS_LAYOUT });
}

function refusalOf(config: Json, shapes = SHAPES, code: AppErrorCode = 'MODEL_UNSUPPORTED'): string {
  try {
    build(config, shapes);
  } catch (error) {
    if (!(error instanceof AppError)) throw error;
    expect(error.code).toBe(code);
    return error.message;
  }
  throw new Error('it was not refused');
}

describe('a checkpoint', () => {
  it('becomes a graph over its tensors', () => {
    const { model, architecture, ignored } = build(CONFIG);
    expect({ architecture, ignored }).toEqual({ architecture: 'llama', ignored: [] });
    expect(model.graph.initializers.map(({ name }) => name).sort()).toEqual(Object.keys(SHAPES).sort());
  });

  it('may be named without the prefix of the base model', () => {
    const bare = Object.fromEntries(Object.entries(SHAPES).map(([name, dims]) => [name.slice('model.'.length), dims]));
    expect(build(CONFIG, bare).model.graph.initializers).toHaveLength(Object.keys(SHAPES).length);
  });

  it('may hold buffers of older versions, which are named', () => {
    const name = 'model.layers.0.self_attn.rotary_emb.inv_freq';
    expect(build(CONFIG, { ...SHAPES, [name]: [4] }).ignored).toEqual([name]);
  });

  it('may say nothing by keys that are null, false or empty, and by those of training and generation', () => {
    const keys = {
      attention_twist: null,
      twists: [],
      use_twist: false,
      attention_dropout: 0.1,
      top_k: 50,
      _name_or_path: 'a/b',
      torch_dtype: 'bfloat16',
    };
    expect(build({ ...CONFIG, ...keys }).architecture).toBe('llama');
  });

  it('may state its rotary embedding as transformers 5 does', () => {
    const scaling = { rope_type: 'linear', factor: 4, rope_theta: 500 };
    const before = build({ ...CONFIG, rope_theta: 500, rope_scaling: { type: 'linear', factor: 4 } });
    expect(build({ ...CONFIG, rope_parameters: scaling })).toEqual(before);
  });

  it('may be the decoder of a multimodal model, whose section leaves out the default sizes', () => {
    const { num_key_value_heads: _keyHeads, ...others } = CONFIG;
    const section = { ...others, num_attention_heads: 32, hidden_size: 32, model_type: 'mistral' };
    const wide = {
      q_proj: [32, 32],
      k_proj: [8, 32],
      v_proj: [8, 32],
      o_proj: [32, 32],
      gate_proj: [24, 32],
      up_proj: [24, 32],
      down_proj: [32, 24],
    };
    const shapes = Object.entries(SHAPES).map(([name, dims]) => {
      const [, projection = ''] = /\.(\w+_proj)\./.exec(name) ?? [];
      const grown = wide[projection as keyof typeof wide] ?? dims.map((extent) => (extent === 16 ? 32 : extent));
      return [name.replace(/^model\./, 'language_model.model.'), grown] as const;
    });
    const other = 'vision_tower.patch_embedding.weight';
    const built = build({ model_type: 'mistral3', text_config: section }, Object.fromEntries([...shapes, [other, [8, 3]]]));
    expect(built.ignored).toEqual([other]);
    expect(built.model.graph.initializers).toHaveLength(shapes.length);
  });

  it.each([
    ['a key that nobody asks for', { attention_twist: 0.7 }, ['attention_twist', '0.7']],
    ['a key of the rotary scaling that nobody asks for', { rope_scaling: { type: 'linear', factor: 2, twist: 3 } }, ['twist', '3']],
    ['an unknown rotary scaling', { rope_scaling: { rope_type: 'spiral' } }, ['rope_scaling', 'spiral', 'longrope']],
    ['an unknown activation', { hidden_act: 'swoosh' }, ['hidden_act', 'swoosh', 'silu']],
    ['heads that do not divide', { num_attention_heads: 3, num_key_value_heads: 2 }, ['num_key_value_heads', '3']],
    ['an architecture that is not known', { model_type: 'gpt_next' }, ['gpt_next', 'llama', 'ONNX']],
    ['an encoder', { model_type: 'bert' }, ['bert', 'encoder', 'decoders']],
    ['an encoder-decoder', { model_type: 't5' }, ['t5', 'encoder-decoder']],
    ['an encoder-decoder of an unknown kind', { model_type: 'made_up', is_encoder_decoder: true }, ['made_up', 'encoder-decoder']],
    ['latent attention of another kind', { model_type: 'longcat_flash' }, ['longcat_flash', 'not supported yet', 'latent attention']],
    ['recurrent blocks', { model_type: 'xlstm' }, ['xlstm', 'not supported yet', 'recurrent']],
    ['RWKV 4', { model_type: 'rwkv' }, ['rwkv (model_type of config.json)', 'not supported yet', 'token shift', 'export it to ONNX']],
    ['RWKV 7', { model_type: 'rwkv7' }, ['rwkv7 (model_type of config.json)', 'not supported yet', 'token shift', 'export it to ONNX']],
    ['an unknown multimodal model', { model_type: 'made_up_vl', text_config: CONFIG }, ['made_up_vl', 'multimodal']],
    [
      'a config of packed weights beside plain ones',
      { quantization_config: { quant_method: 'gptq', bits: 4 } },
      ['gptq', 'no tensor is packed'],
    ],
    ['weights packed by another tool', { quantization_config: { quant_method: 'aqlm', bits: 4 } }, ['aqlm', 'packed']],
  ])('refuses %s, naming it', (_, changes, words) => {
    const message = refusalOf({ ...CONFIG, ...changes });
    for (const word of words) expect(message).toContain(word);
  });

  /** Sizes that the configurations below share. */
  const SIZES = { vocab_size: 32, hidden_size: 16, num_hidden_layers: 1, num_attention_heads: 2 };
  const describeConfig = (config: Json, shapes: Readonly<Record<string, readonly number[]>> = {}) =>
    describeDecoder({ config, tensors: storedTensors(shapes), layout: TRANSFORMERS_LAYOUT });

  it.each([
    [
      'the z-loss of Baichuan 2, which its vocabulary tells as well',
      { model_type: 'baichuan', ...SIZES, vocab_size: 125_696, intermediate_size: 24, z_loss_weight: 0 },
    ],
    ['the norms of a new Falcon block in the config of an old one', { model_type: 'falcon', ...SIZES, num_ln_in_parallel_attn: 1 }],
    [
      'the final norm that an OPT model with norms after its sublayers never has',
      { model_type: 'opt', ...SIZES, ffn_dim: 24, do_layer_norm_before: false, _remove_final_layer_norm: true },
    ],
  ])('may state %s', (_, config) => {
    expect(describeConfig(config).blocks).toHaveLength(1);
  });

  it.each([
    ['as MosaicML does', [32, 16], 32],
    ['as transformers does, which ignores the ratio', [64, 16], 64],
  ])('of MPT may have an expansion ratio of 2 and store its MLPs %s', (_, dims, inner) => {
    const config = { model_type: 'mpt', ...SIZES, expansion_ratio: 2 };
    const [block] = describeConfig(config, { 'transformer.blocks.0.ffn.up_proj.weight': dims }).blocks;
    expect(block).toMatchObject({ mlp: { up: { inputs: 16, outputs: inner } } });
  });

  it('refuses a config without model_type', () => {
    expect(refusalOf({ ...CONFIG, model_type: null }, SHAPES, 'MODEL_MALFORMED')).toContain('model_type');
  });

  it('refuses a tensor that is missing', () => {
    const { 'model.norm.weight': _norm, ...others } = SHAPES;
    expect(refusalOf(CONFIG, others, 'MODEL_MALFORMED')).toContain('model.norm.weight is missing');
  });

  it('refuses a tensor of another shape, with both shapes', () => {
    const message = refusalOf(CONFIG, { ...SHAPES, 'model.layers.0.mlp.up_proj.weight': [24, 15] }, 'MODEL_MALFORMED');
    expect(message).toMatch(/model\.layers\.0\.mlp\.up_proj\.weight.*\[24, 15\].*\[24, 16\]/);
  });

  it('refuses a tensor that it has no use for', () => {
    const name = 'model.layers.0.self_attn.q_proj.bias';
    expect(refusalOf(CONFIG, { ...SHAPES, [name]: [16] })).toContain(name);
  });

  it('refuses more blocks than config.json states', () => {
    const name = 'model.layers.1.input_layernorm.weight';
    expect(refusalOf(CONFIG, { ...SHAPES, [name]: [16] })).toContain(name);
  });
});
