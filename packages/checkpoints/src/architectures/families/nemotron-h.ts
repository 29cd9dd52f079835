import type { Architecture } from '../architecture.ts';
import type { ConfigReader } from '../config-reader.ts';
import type { DecoderBlock, Experts, Mlp } from '../decoder.ts';
import { linear, plainAttention, plainBlock, plainExperts, plainHead, plainMlp, rmsNorm } from '../decoder-parts.ts';
import { readKinds } from '../layer-kinds.ts';
import { readSizes } from '../llama-like.ts';
import { type Mamba2Keys, readMamba2 } from '../mamba-mixers.ts';
import { readActivation } from '../read-activation.ts';

type Kind = 'mamba2' | 'attention' | 'dense' | 'moe';

/** Letters of `hybrid_override_pattern`, and words of `layers_block_type`. */
const LETTERS: Readonly<Record<string, Kind>> = { M: 'mamba2', '*': 'attention', '-': 'dense', E: 'moe' };
const WORDS: Readonly<Record<string, Kind>> = {
  mamba: 'mamba2',
  linear_attention: 'mamba2',
  attention: 'attention',
  full_attention: 'attention',
  mlp: 'dense',
  moe: 'moe',
};

const KEYS: Mamba2Keys = {
  heads: ['mamba_num_heads', 128],
  headSize: ['mamba_head_dim', 64],
  groups: ['n_groups', 8],
  stateSize: ['ssm_state_size', 128],
  kernel: ['conv_kernel', 4],
  hasConvolutionBias: ['use_conv_bias', true],
  hasBias: ['use_bias', false],
  activation: 'mamba_hidden_act',
  leastStep: ['time_step_min', 0.001],
};

/** transformers 5.24.0 `modeling_nemotron_h.py`: each block has a norm and one part: Mamba 2, attention without positions, an MLP, or experts. */
export const nemotronH: Architecture = {
  modelTypes: ['nemotron_h'],
  prefix: 'backbone.',
  describe: (config, layout, tensors) => {
    const { hidden, blocks, heads, keyHeads, headSize, vocabulary, inner } = readSizes(config, {
      headSize: config.findNumber('attention_head_dim') ?? 128,
      inner: 21_504,
      blocks: countListed(config),
    });
    const kinds = readBlockKinds(config, blocks);
    const norm = rmsNorm(config.number(['layer_norm_epsilon', 'rms_norm_eps'], 1e-5));
    const mamba = readMamba2(config, { hidden, layout, eps: config.number('layer_norm_epsilon', 1e-5), keys: KEYS });
    // transformers has no biases here, whatever the config says; the code of the first models had.
    const hasBias = config.flag('attention_bias', false) && [...tensors.keys()].some((name) => name.endsWith('.q_proj.bias'));
    const mlps = readMlps(config, { hidden, inner });
    // transformers never ties the head of this model.
    const isTied = config.flag('tie_word_embeddings', false) && !tensors.has('lm_head.weight');
    config.ignore(
      'num_logits_to_keep',
      'residual_in_fp32',
      'num_nextn_predict_layers',
      'hidden_act',
      'rope_theta',
      'partial_rotary_factor',
    );
    config.ignore('mtp_hybrid_override_pattern', 'mtp_layers_block_type', 'mamba_proj_bias');
    const describeBlock = (block: number): DecoderBlock => {
      const place = `backbone.layers.${block}`;
      const part = `${place}.mixer`;
      const own = norm(`${place}.norm`);
      const kind = kinds[block];
      if (kind === 'dense' || kind === 'moe') return plainBlock({ mixer: null, mlp: mlps(kind, part), mixerNorm: null, mlpNorm: own });
      const project = (name: string, count: number) => linear(`${part}.${name}`, { inputs: hidden, outputs: count * headSize, hasBias });
      const attention = plainAttention({
        heads,
        keyHeads,
        headSize,
        projection: {
          kind: 'separate',
          query: project('q_proj', heads),
          key: project('k_proj', keyHeads),
          value: project('v_proj', keyHeads),
        },
        output: linear(`${part}.o_proj`, { inputs: heads * headSize, outputs: hidden, hasBias }),
      });
      return plainBlock({ mixer: kind === 'mamba2' ? mamba(part) : attention, mlp: null, mixerNorm: own, mlpNorm: null });
    };
    const embedding = 'backbone.embeddings.weight';
    return {
      vocabularySize: vocabulary,
      hiddenSize: hidden,
      embedding: { weight: embedding, scale: 1, positions: null, projection: null, norm: null },
      blocks: Array.from({ length: blocks }, (_, block) => describeBlock(block)),
      finalNorm: norm('backbone.norm_f'),
      head: plainHead(isTied ? embedding : 'lm_head.weight'),
      ignored: [/^mtp\./],
    };
  },
};

/** The number of blocks that the config lists, where it does not state their number. */
function countListed(config: ConfigReader): number {
  const listed = config.find('layers_block_type') ?? config.find('hybrid_override_pattern');
  return Array.isArray(listed) || typeof listed === 'string' ? listed.length : 52;
}

function readBlockKinds(config: ConfigReader, blocks: number): readonly Kind[] {
  const listed = readKinds(config, blocks, WORDS);
  const pattern = config.find('hybrid_override_pattern');
  if (listed !== undefined) return listed;
  const letters = typeof pattern === 'string' ? [...pattern].map((letter) => LETTERS[letter]) : [];
  const known = letters.filter((kind) => kind !== undefined);
  if (known.length === blocks && letters.length === blocks) return known;
  throw config.unsupported('hybrid_override_pattern', pattern, `expected ${blocks} letters of ${Object.keys(LETTERS).join(' ')}`);
}

function readMlps(
  config: ConfigReader,
  { hidden, inner }: { readonly hidden: number; readonly inner: number },
): (kind: 'dense' | 'moe', place: string) => Mlp {
  const hasBias = config.flag('mlp_bias', false);
  const activation = readActivation(config, 'mlp_hidden_act', 'relu2');
  const count = config.number('n_routed_experts', 8);
  const selected = config.number('num_experts_per_tok', 2);
  const expertInner = config.number('moe_intermediate_size', 7688);
  const sharedInner = config.number('moe_shared_expert_intermediate_size', 7688);
  const groups = { count: config.number('n_group', 1), selected: config.number('topk_group', 1), rankedBy: 'two-best' as const };
  const renormalization = config.flag('norm_topk_prob', true) ? { epsilon: 1e-20, floor: 0 } : null;
  const scale = config.number('routed_scaling_factor', 1);
  const latentSize = config.numberOrNull('moe_latent_size', null);
  config.ignore('moe_shared_expert_overlap', 'n_shared_experts');
  const project = (place: string, sizes: { readonly hidden: number; readonly inner: number; readonly hasBias: boolean }) =>
    plainMlp(`${place}.up_proj`, `${place}.down_proj`, { ...sizes, activation });
  return (kind, place) => {
    if (kind === 'dense') return project(place, { hidden, inner, hasBias });
    return plainExperts({
      router: linear(`${place}.gate`, { inputs: hidden, outputs: count, hasBias: false }),
      selected,
      order: 'sigmoid-topk',
      selectionBias: `${place}.gate.e_score_correction_bias`,
      groups: groups.selected < groups.count ? groups : null,
      renormalization,
      scale,
      experts: Array.from({ length: count }, (_, index) =>
        project(`${place}.experts.${index}`, { hidden: latentSize ?? hidden, inner: expertInner, hasBias: false }),
      ),
      latent: latentSize === null ? null : readLatent(place, { hidden, latentSize, hasBias }),
      shared: sharedInner === 0 ? null : { mlp: project(`${place}.shared_experts`, { hidden, inner: sharedInner, hasBias }), gate: null },
    });
  };
}

/** Experts that read a projection of the stream. */
function readLatent(
  place: string,
  { hidden, latentSize, hasBias }: { readonly hidden: number; readonly latentSize: number; readonly hasBias: boolean },
): Experts['latent'] {
  return {
    reduce: linear(`${place}.fc1_latent_proj`, { inputs: hidden, outputs: latentSize, hasBias }),
    expand: linear(`${place}.fc2_latent_proj`, { inputs: latentSize, outputs: hidden, hasBias }),
  };
}
