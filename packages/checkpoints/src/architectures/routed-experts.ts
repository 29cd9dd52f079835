import type { ConfigReader } from './config-reader.ts';
import type { Activation, Experts, FusedGatedMlp, Linear, Mlp, SingleMlp } from './decoder.ts';
import { linear, mixtralExperts, plainExperts } from './decoder-parts.ts';
import { type LlamaLike, llamaMlp } from './llama-like.ts';

export interface RoutedOptions {
  /** `sigmoid`: DeepSeek-V3's router, with a bias for the selection. `softmax`: DeepSeek-V2's. */
  readonly router: 'sigmoid' | 'softmax';
  /** Defaults of keys that configs may omit. */
  readonly defaults: { readonly inner: number; readonly count: number; readonly selected: number; readonly shared?: number };
  /** norm_topk_prob; absent: as the router's first model has it. */
  readonly isRenormalized?: boolean;
  /** first_k_dense_replace; absent: 0. */
  readonly dense?: number;
  /** Names of the parts, where they are not DeepSeek's. */
  readonly names?: Partial<RoutedNames>;
}

interface RoutedNames {
  readonly dense: string;
  readonly sparse: string;
  readonly gate: string;
  readonly bias: string;
  readonly shared: string;
  /** True if the matrices of an expert have Mixtral's names. */
  readonly isMixtral: boolean;
}

/**
 * The feed-forward of each block of a model with DeepSeek's keys: dense in the first blocks, then routed experts and shared ones.
 * Source: transformers 5.24.0 `modeling_deepseek_v2.py`, `modeling_deepseek_v3.py`, `modeling_glm4_moe.py`.
 */
export function readRoutedExperts(
  config: ConfigReader,
  like: LlamaLike,
  { router, defaults, dense = 0, ...options }: RoutedOptions,
): (block: number) => Mlp {
  const { hidden, inner, blocks } = like.sizes;
  const names = { ...DEEPSEEK, ...options.names };
  const isDense = readDenseBlocks(config, blocks, dense);
  const expertInner = config.count('moe_intermediate_size', defaults.inner);
  const count = config.count(['n_routed_experts', 'num_experts'], defaults.count);
  const selected = config.count(['num_experts_per_tok', 'num_experts_per_token'], defaults.selected);
  const sharedCount = config.number(['n_shared_experts', 'num_shared_experts'], defaults.shared ?? 1);
  const groups = readGroups(config, router);
  const isRenormalized = config.flag(['norm_topk_prob', 'moe_renormalize', 'route_norm'], options.isRenormalized ?? router === 'sigmoid');
  const scale = config.number(['routed_scaling_factor', 'route_scale', 'router_scaling_factor'], 1);
  config.require('scoring_func', router);
  config.require('moe_layer_freq', 1);
  config.ignore('topk_method', 'ep_size');
  return (block) => {
    const place = `model.layers.${block}.${isDense(block) ? names.dense : names.sparse}`;
    if (isDense(block)) return llamaMlp(like, place, inner);
    const single = (index: number): SingleMlp => llamaMlp({ ...like, biases: {} }, `${place}.experts.${index}`, expertInner);
    const { activation } = like;
    return plainExperts({
      router: linear(`${place}.${names.gate}`, { inputs: hidden, outputs: count, hasBias: false }),
      selected,
      order: router === 'sigmoid' ? 'sigmoid-topk' : 'softmax-topk',
      selectionBias: router === 'sigmoid' ? `${place}.${names.bias}` : null,
      groups,
      renormalization: isRenormalized && router === 'sigmoid' ? { epsilon: 1e-20, floor: 0 } : null,
      scale,
      experts: names.isMixtral
        ? mixtralExperts(place, { count, hidden, inner: expertInner, activation }).experts
        : Array.from({ length: count }, (_, index) => single(index)),
      shared: sharedCount === 0 ? null : { mlp: llamaMlp(like, `${place}.${names.shared}`, expertInner * sharedCount), gate: null },
    });
  };
}

const DEEPSEEK: RoutedNames = {
  dense: 'mlp',
  sparse: 'mlp',
  gate: 'gate',
  bias: 'gate.e_score_correction_bias',
  shared: 'shared_experts',
  isMixtral: false,
};

/** `mlp_layer_types` of transformers 5, or the number of dense blocks at the start. */
function readDenseBlocks(config: ConfigReader, blocks: number, byDefault: number): (block: number) => boolean {
  const dense = config.number(['first_k_dense_replace', 'num_dense_layers'], byDefault);
  const types = config.findPerBlock('mlp_layer_types', blocks);
  return (block) => (types === undefined ? block < dense : types[block] === 'dense');
}

function readGroups(config: ConfigReader, router: RoutedOptions['router']): Experts['groups'] {
  const count = config.findNumber(['n_group', 'num_expert_group']) ?? 1;
  const selected = config.numberOrNull('topk_group', null) ?? count;
  const isLimited = router === 'sigmoid' || config.text('topk_method', 'greedy') === 'group_limited_greedy';
  if (!isLimited || selected >= count) return null;
  return { count, selected, rankedBy: router === 'sigmoid' ? 'two-best' : 'best' };
}

export interface StoredExperts {
  /** As the files name them. */
  readonly tensors: ReadonlyMap<string, unknown>;
  /** Where their tensors begin: `model.layers.3.mlp.experts`. */
  readonly place: string;
  readonly count: number;
  readonly hidden: number;
  readonly inner: number;
  readonly activation: Activation;
}

/** Gated experts as the files store them: each one by itself (`single`), or all of them stacked in two tensors, gate rows first. */
export function listExperts(
  { tensors, place, count, hidden, inner, activation }: StoredExperts,
  single: (place: string) => SingleMlp,
): readonly SingleMlp[] {
  const isStacked = [`${place}.gate_up_proj`, `${place}.gate_up_proj`.replace(/^model\./, '')].some((name) => tensors.has(name));
  return Array.from({ length: count }, (_, index) => {
    if (!isStacked) return single(`${place}.${index}`);
    return stackedExpert([`${place}.gate_up_proj`, `${place}.down_proj`], { index, of: count }, { hidden, inner, activation });
  });
}

/** One of the experts that two tensors hold: float[experts, 2 · inner, hidden] with the gate rows first, and float[experts, hidden, inner]. */
export function stackedExpert(
  [gateUp, down]: readonly [gateUp: string, down: string],
  part: { readonly index: number; readonly of: number },
  { hidden, inner, activation }: Pick<StoredExperts, 'hidden' | 'inner' | 'activation'>,
): FusedGatedMlp {
  const matrix = (weight: string, inputs: number, outputs: number): Linear => ({
    weight,
    bias: null,
    layout: 'out-in',
    inputs,
    outputs,
    part,
  });
  return {
    kind: 'fused-gated',
    gateUp: matrix(gateUp, hidden, 2 * inner),
    order: 'rows',
    down: matrix(down, inner, hidden),
    activation,
    clampedSwiglu: null,
  };
}

/** Tensors of the blocks after the last one, which predict tokens further ahead: no part of the decoder. */
export function predictionBlocks(blocks: number): RegExp {
  return new RegExp(`^model\\.layers\\.(${[0, 1, 2, 3].map((more) => blocks + more).join('|')})\\.`);
}
