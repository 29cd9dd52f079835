import { AppError } from '@lamina/errors';
import type { Architecture } from '../architecture.ts';
import type { ConfigReader } from '../config-reader.ts';
import type { Attention, DecoderBlock, Experts, HeadNorm, Linear, Mlp, PerLayerEmbedding } from '../decoder.ts';
import { BY_THE_SUM, linear, plainAttention, plainExperts, rmsNorm } from '../decoder-parts.ts';
import { readKinds } from '../layer-kinds.ts';
import { describeLlamaLike, type LlamaLike, llamaMlp, readSizes } from '../llama-like.ts';
import { readActivation } from '../read-activation.ts';
import { readRotary } from '../read-rotary.ts';
import { stackedExpert } from '../routed-experts.ts';

/**
 * transformers 5.24.0 `modeling_gemma4.py`, the text model: two kinds of attention with their own sizes and rotary embeddings, the last blocks share
 * keys and values, every block may have an input of its own, and experts may stand beside the MLP.
 */
export const gemma4: Architecture = {
  modelTypes: ['gemma4_text'],
  prefix: 'model.',
  describe: (config, layout) => {
    config.require('use_bidirectional_attention', false);
    const sizes = readSizes(config, { headSize: 256, inner: 6144 });
    const { hidden, inner, blocks } = sizes;
    const eps = config.number('rms_norm_eps', 1e-6);
    const like: LlamaLike = {
      sizes,
      layout,
      rotary: () => null,
      window: () => null,
      norm: rmsNorm(eps),
      activation: readActivation(config, 'hidden_activation', 'gelu_pytorch_tanh'),
      isTied: config.flag('tie_word_embeddings', true),
    };
    const attend = readAttentions(config, like, eps);
    const firstShared = blocks - config.number('num_kv_shared_layers', 0);
    const isWide = config.flag('use_double_wide_mlp', false);
    const perLayer = readPerLayer(config, like);
    const withExperts = readExperts(config, like, eps);
    const decoder = describeLlamaLike({
      ...like,
      mixer: attend,
      mlp: (block) => llamaMlp(like, `model.layers.${block}.mlp`, isWide && block >= firstShared ? 2 * inner : inner),
      change: (block, index): DecoderBlock => {
        const place = `model.layers.${index}`;
        const mlpNorm = like.norm(`${place}.pre_feedforward_layernorm`);
        const mlp = withExperts === null || block.mlp === null ? null : withExperts(place, { dense: block.mlp, norm: mlpNorm });
        return {
          ...block,
          mixerOutputNorm: like.norm(`${place}.post_attention_layernorm`),
          mlp: mlp ?? block.mlp,
          mlpNorm: mlp === null ? mlpNorm : null,
          mlpOutputNorm: like.norm(`${place}.post_feedforward_layernorm`),
          perLayer: perLayer && {
            gate: linear(`${place}.per_layer_input_gate`, { inputs: hidden, outputs: perLayer.size, hasBias: false }),
            activation: like.activation,
            projection: linear(`${place}.per_layer_projection`, { inputs: perLayer.size, outputs: hidden, hasBias: false }),
            norm: like.norm(`${place}.post_per_layer_input_norm`),
          },
          streamScale: `${place}.layer_scalar`,
        };
      },
    });
    const softcap = config.numberOrNull('final_logit_softcapping', null);
    return {
      ...decoder,
      embedding: { ...decoder.embedding, scale: Math.sqrt(hidden), ...(perLayer && { perLayer }) },
      head: { ...decoder.head, softcap },
      // Keys and values that blocks with shared ones store and do not read.
      ignored: [
        ...decoder.ignored,
        new RegExp(`^model\\.layers\\.(${listFrom(firstShared, blocks)})\\.self_attn\\.(k_proj|v_proj|k_norm)\\.`),
      ],
    };
  },
};

/** The numbers from `first` on as alternatives of a pattern. */
function listFrom(first: number, end: number): string {
  const numbers = Array.from({ length: end - first }, (_, offset) => first + offset);
  return numbers.length === 0 ? 'none' : numbers.join('|');
}

/** The attention of each block. */
function readAttentions(config: ConfigReader, { sizes, layout, norm }: LlamaLike, eps: number): (block: number) => Attention {
  const { hidden, heads, blocks } = sizes;
  const kinds = readKinds(config, blocks, { full_attention: null, sliding_attention: 'local' });
  const isFull = (block: number): boolean => (kinds === undefined ? (block + 1) % 6 === 0 : kinds[block] === null);
  const window = config.number('sliding_window', 512);
  const firstShared = blocks - config.number('num_kv_shared_layers', 0);
  const hasBias = config.flag('attention_bias', false);
  const sharesValue = config.flag('attention_k_eq_v', false);
  const statedSize = config.numberOrNull('global_head_dim', 512) ?? sizes.headSize;
  const globalKeyHeads = config.numberOrNull('num_global_key_value_heads', null);
  const perBlock = readPerBlock(config);
  const sizeOf = (block: number): number => perBlock(block, 'head_dim', isFull(block) ? statedSize : sizes.headSize);
  const maxPositions = config.number('max_position_embeddings', 131_072);
  const rotaryOptions = { isInterleaved: layout.interleavedRotary, maxPositions };
  const base = config.number('rope_theta', 1_000_000);
  const localBase = config.number('rope_local_base_freq', 10_000);
  const rotaryOf = (block: number) =>
    isFull(block)
      ? readRotary(config, { ...rotaryOptions, size: sizeOf(block), base })
      : readRotary(config, { ...rotaryOptions, size: sizeOf(block), base: localBase, scalingKey: null });
  return (block) => {
    const place = `model.layers.${block}.self_attn`;
    const headSize = sizeOf(block);
    const sharesKey = sharesValue && isFull(block);
    const ruled = sharesKey && globalKeyHeads !== null ? globalKeyHeads : sizes.keyHeads;
    const keyHeads = perBlock(block, 'num_key_value_heads', ruled);
    const project = (name: string, count: number): Linear =>
      linear(`${place}.${name}`, { inputs: hidden, outputs: count * headSize, hasBias });
    const headNorm = (name: string): HeadNorm => ({ norm: norm(`${place}.${name}`), over: 'head', weights: null });
    const query = project('q_proj', heads);
    const key = project('k_proj', keyHeads);
    const isShared = block >= firstShared;
    const owners = Array.from({ length: firstShared }, (_, owner) => owner).filter((owner) => isFull(owner) === isFull(block));
    return plainAttention({
      heads,
      keyHeads,
      headSize,
      projection: isShared
        ? { kind: 'shared', query, keysOf: getOwner(owners, block) }
        : { kind: 'separate', query, key, value: sharesKey ? key : project('v_proj', keyHeads) },
      output: linear(`${place}.o_proj`, { inputs: heads * headSize, outputs: hidden, hasBias }),
      queryNorm: headNorm('q_norm'),
      keyNorm: isShared ? null : headNorm('k_norm'),
      valueNorm: isShared ? null : { norm: { kind: 'rms', eps, weight: null, bias: null, addsOne: false }, over: 'head', weights: null },
      rotary: rotaryOf(block),
      scale: 1,
      window: isFull(block) ? null : window,
    });
  };
}

/** The last block with keys of its own whose attention is of the same kind. */
function getOwner(owners: readonly number[], block: number): number {
  const owner = owners.at(-1);
  if (owner === undefined)
    throw new AppError(
      'MODEL_MALFORMED',
      `config.json (gemma4) gives block ${block} the keys of an earlier block, and none is of its kind`,
    );
  return owner;
}

/** Numbers that new configs state for single blocks: { "05": { head_dim: 512 } }. */
function readPerBlock(config: ConfigReader): (block: number, key: string, ruled: number) => number {
  const stated = config.findSection('per_layer_config');
  return (block, key, ruled) => {
    const own = [String(block), String(block).padStart(2, '0')]
      .map((name) => stated?.findSection(name))
      .find((section) => section !== undefined);
    return own?.count(key, ruled) ?? ruled;
  };
}

function readPerLayer(config: ConfigReader, { sizes: { hidden, blocks, vocabulary }, norm }: LlamaLike): PerLayerEmbedding | null {
  const size = config.numberOrNull('hidden_size_per_layer_input', 256);
  const rows = config.count('vocab_size_per_layer_input', vocabulary);
  if (size === null || size === 0) return null;
  return {
    weight: 'model.embed_tokens_per_layer.weight',
    rows,
    scale: Math.sqrt(size),
    projection: linear('model.per_layer_model_projection', { inputs: hidden, outputs: blocks * size, hasBias: false }),
    projectionScale: hidden ** -0.5,
    norm: norm('model.per_layer_projection_norm'),
    size,
  };
}

type AddExperts = (place: string, dense: { readonly dense: Mlp; readonly norm: NonNullable<DecoderBlock['mlpNorm']> }) => Mlp;

/** Experts beside the MLP; null if there are none. */
function readExperts(config: ConfigReader, { sizes: { hidden }, norm, activation }: LlamaLike, eps: number): AddExperts | null {
  // Configs without experts have null for these keys.
  const [count, selected, inner] = [['num_experts'], ['top_k_experts'], ['expert_intermediate_size', 'moe_intermediate_size']].map((keys) =>
    config.findNumber(keys),
  );
  if (!config.flag('enable_moe_block', false)) return null;
  if (count === undefined || selected === undefined || inner === undefined)
    throw config.unsupported(
      'num_experts',
      count,
      'with enable_moe_block, num_experts, top_k_experts and moe_intermediate_size are needed',
    );
  return (place, { dense, norm: denseNorm }) => {
    if (dense.kind === 'experts' || dense.kind === 'sum') throw new Error('the MLP beside the experts is dense');
    const stacks = [`${place}.experts.gate_up_proj`, `${place}.experts.down_proj`] as const;
    const experts: Experts = plainExperts({
      router: linear(`${place}.router.proj`, { inputs: hidden, outputs: count, hasBias: false }),
      routerScale: { weight: `${place}.router.scale`, factor: hidden ** -0.5, eps },
      selected,
      renormalization: BY_THE_SUM,
      expertScales: `${place}.router.per_expert_scale`,
      experts: Array.from({ length: count }, (_, index) => stackedExpert(stacks, { index, of: count }, { hidden, inner, activation })),
    });
    const part = (name: string) => norm(`${place}.${name}`);
    return {
      kind: 'sum',
      parts: [
        { norm: denseNorm, mlp: dense, outputNorm: part('post_feedforward_layernorm_1') },
        { norm: part('pre_feedforward_layernorm_2'), mlp: experts, outputNorm: part('post_feedforward_layernorm_2') },
      ],
    };
  };
}
