import { getAt } from '@lamina/errors';
import { createValueInfo, DATA_TYPE, type Model, type ValueInfo } from '@lamina/onnx';
import type { KeysAndValues } from './add-attention.ts';
import { addExperts, type ExpertsForm } from './add-experts.ts';
import { addMask } from './add-mask.ts';
import { addMixer, listMixerPorts, type MixerKind } from './add-mixer.ts';
import { addNorm, addSkipNorm, type NormKind } from './add-norm.ts';
import { GraphBuilder, intAttribute, intsAttribute } from './graph-builder.ts';

export interface TinyDecoderOptions {
  /** The number of blocks; or the identities of the blocks in order: block 2 has the same weights in [0, 1, 2, 3] and in [2]. */
  readonly blocks: number | readonly number[];
  readonly norm: 'pre' | 'post' | 'parallel' | 'sandwich';
  /** Residual additions and norms as one com.microsoft node: a `pre` stream between blocks is then a pair of tensors. For pre and post. */
  readonly fused?: boolean;
  /** True if there are key/value cache ports, default true. */
  readonly cache?: boolean;
  /** Cache outputs without cache inputs, like the first-step branch of a merged export. */
  readonly ignoresPast?: boolean;
  /** Width; divisible by the two heads, default 16. */
  readonly hidden?: number;
  /** Default 24. */
  readonly vocabulary?: number;
  readonly seed?: number;
  /** Blocks, by position, that read the keys and values of an earlier block and have no own cache. */
  readonly sharedCache?: Readonly<Record<number, number>>;
  /** The feed-forward half works on [batch × sequence, hidden], and the shape is restored at its end, as in OPT exports. For pre. */
  readonly flattens?: boolean;
  /** 13 to 25, default 17; below 17 there is no LayerNormalization, which post and parallel norms use. */
  readonly opset?: number;
  /** A factor on the embedding before the first block, as in Gemma. */
  readonly embeddingScale?: number;
  /** The head uses the transposed token embedding. */
  readonly tied?: boolean;
  /**
   * Every block reads this beside the stream: the embedding itself, added before its attention; or its own slice of one projection of the
   * embedding, added at its end, or of a second lookup of the tokens, as Gemma 3n has. For pre, up to 4 identities.
   */
  readonly sideInput?: SideInput;
  /** Attention, RMSNormalization and RotaryEmbedding as operators of opset 23. For pre and sandwich. */
  readonly standard?: boolean;
  /** Blocks, by identity, whose attention has a window of the last 3 positions. */
  readonly local?: (identity: number) => boolean;
  /** The mixer of each block, by identity; attention by default. */
  readonly mixer?: (identity: number) => MixerKind;
  /** A mixture of experts instead of each feed-forward half; `null` means no feed-forward halves, as in Mamba. */
  readonly experts?: ExpertsForm | null;
  /** The feed-forward half is before attention. For pre. */
  readonly feedForwardFirst?: boolean;
  /** The form of norms; by default LayerNormalization for post and parallel, else an RMS norm in single operators. */
  readonly normKind?: NormKind;
  /** Blocks, by position, without attention and therefore without a cache. For pre, parallel and sandwich, fused or not. */
  readonly withoutAttention?: readonly number[];
  /** Blocks, by position, without a feed-forward half. For pre, parallel and sandwich, fused or not. */
  readonly withoutMlp?: readonly number[];
  /** The order in which a parallel block adds its halves to the stream; `branches-first` by default. */
  readonly parallelSum?: ParallelSum;
  /** Each position also sees later ones: this is not a decoder, but it looks like one. */
  readonly looksAhead?: boolean;
}

type SideInput = 'embedding' | 'slice' | 'lookup';
/** h + (attention + mlp), (h + attention) + mlp, or (h + mlp) + attention. */
type ParallelSum = 'branches-first' | 'attention-first' | 'mlp-first';

const POSITIONS = 64;

interface Plan extends Required<Pick<TinyDecoderOptions, 'norm' | 'fused' | 'cache' | 'ignoresPast' | 'hidden' | 'flattens' | 'standard'>> {
  readonly ids: readonly number[];
  readonly mixer: (identity: number) => MixerKind;
  readonly experts: ExpertsForm | 'none' | null;
  readonly feedForwardFirst: boolean;
  readonly normKind: NormKind | undefined;
  readonly sideInput: SideInput | null;
  readonly local: (identity: number) => boolean;
  readonly mask: string;
  readonly localMask: string;
  readonly triangle: string;
  readonly sharedCache: Readonly<Record<number, number>>;
  readonly withoutAttention: readonly number[];
  readonly withoutMlp: readonly number[];
  readonly parallelSum: ParallelSum;
}

/**
 * A seeded decoder that ONNX Runtime can run: opset 17, float32, inputs input_ids, attention_mask, position_ids and past_key_values.N.key/value
 * [batch, 2, past, hidden / 2], outputs logits [batch, sequence, vocabulary] and present.N.key/value. Weights depend only on the seed and the block's
 * identity, so a model without some blocks can be built directly, without pruning.
 */
export function buildTinyDecoder(options: TinyDecoderOptions): Model {
  const { norm, hidden = 16, vocabulary = 24, cache = true, fused = false, flattens = false, ignoresPast = false } = options;
  const ids = typeof options.blocks === 'number' ? Array.from({ length: options.blocks }, (_, index) => index) : options.blocks;
  const standard = options.standard === true;
  const build = new GraphBuilder(options.seed ?? 1, options.opset ?? (standard ? 23 : 17));
  // This node comes before the lookup of the embedding, so that a reader cannot assume that the first lookup is the embedding.
  if (options.sideInput === 'lookup')
    build.node('Gather', [build.weight('token_slices', [vocabulary, 4 * hidden], 1), 'input_ids'], 'slices_looked_up');
  const tokens = build.node('Gather', [build.weight('tokens', [vocabulary, hidden], 1), 'input_ids'], 'embedded_tokens');
  const positions = build.node('Gather', [build.weight('positions', [POSITIONS, hidden], 0.5), 'position_ids'], 'embedded_positions');
  const { embeddingScale } = options;
  const embedded = build.node('Add', [tokens, positions], embeddingScale === undefined ? 'stream_0' : 'embedded');
  const scaled = (factor: number): string => build.node('Mul', [embedded, build.float('embedding_scale', factor)], 'stream_0');
  const stream = embeddingScale === undefined ? embedded : scaled(embeddingScale);
  const { mixer = () => (standard ? 'standard-attention' : 'attention'), experts = 'none', sharedCache = {} } = options;
  const { withoutAttention = [], withoutMlp = [], parallelSum = 'branches-first' } = options;
  const hasKeys = (id: number, place: number): boolean =>
    /attention$/.test(mixer(id)) && sharedCache[place] === undefined && !withoutAttention.includes(place);
  const withKeys = ids.findIndex(hasKeys);
  const pastPort = cache && !ignoresPast && withKeys >= 0 ? `past_key_values.${countCaches(withKeys, withoutAttention)}.key` : null;
  const { local = () => false } = options;
  const masks = addMask(build, { causal: options.looksAhead !== true, pastPort, local: ids.some(local) });
  const { feedForwardFirst = false, normKind, sideInput = null } = options;
  const plan: Plan = {
    feedForwardFirst,
    normKind,
    norm,
    hidden,
    cache,
    ignoresPast,
    fused,
    flattens,
    standard,
    sideInput,
    ids,
    mixer,
    experts,
    local,
    ...masks,
    sharedCache,
    withoutAttention,
    withoutMlp,
    parallelSum,
  };
  const last = fused ? addFusedBlocks(build, stream, plan) : addBlocks(build, stream, plan);
  const head = options.tied
    ? build.node('Transpose', [build.weight('tokens', [vocabulary, hidden], 1)], 'tied_head', [intsAttribute('perm', [1, 0])])
    : build.weight('head', [hidden, vocabulary], 3 / Math.sqrt(hidden));
  build.node('MatMul', [last, head], 'logits');
  const ports = (direction: 'past' | 'present'): readonly ValueInfo[] =>
    ids.flatMap((id, place) =>
      cache && sharedCache[place] === undefined && !withoutAttention.includes(place)
        ? listMixerPorts(mixer(id), countCaches(place, withoutAttention), direction, hidden)
        : [],
    );
  return build.finish(
    listInputs(ignoresPast ? [] : ports('past')),
    [createValueInfo('logits', DATA_TYPE.float, ['batch_size', 'sequence_length', vocabulary]), ...ports('present')],
    fused || experts === 'MoE',
  );
}

/** The number of earlier blocks that have a cache. */
function countCaches(place: number, withoutAttention: readonly number[]): number {
  return place - withoutAttention.filter((other) => other < place).length;
}

function addBlocks(build: GraphBuilder, entry: string, plan: Plan): string {
  const isLayer = plan.norm === 'post' || plan.norm === 'parallel';
  const kind = plan.normKind ?? (isLayer ? 'layer' : plan.standard ? 'rms-standard' : 'rms-spelled-out');
  const caches: KeysAndValues[] = [];
  const slices = plan.sideInput === 'slice' || plan.sideInput === 'lookup' ? addSlices(build, entry, plan) : '';
  let stream = entry;
  for (const [place, id] of plan.ids.entries()) {
    const at = `block_${place}`;
    const weights = `weights_${id}`;
    const normed = (input: string, part: string): string => addNorm(build, kind, input, `${weights}.${part}`, plan.hidden, `${at}/${part}`);
    const attend = (input: string): string => addBlockAttention(build, input, plan, place, caches);
    const think = (input: string): string => addBlockFeedForward(build, input, plan, place);
    const leaving = `stream_${place + 1}`;
    const attends = !plan.withoutAttention.includes(place);
    const thinks = !plan.withoutMlp.includes(place);
    if (plan.norm === 'parallel') {
      const input = normed(stream, 'norm');
      const branches = [...(attends ? [attend(input)] : []), ...(thinks ? [think(input)] : [])];
      stream = addParallel(build, [stream, ...branches], { at, leaving, order: plan.parallelSum });
    } else if (plan.norm === 'post') {
      const middle = normed(build.node('Add', [stream, attend(stream)], `${at}/first_sum`), 'norm_1');
      stream = normed(build.node('Add', [middle, think(middle)], `${at}/second_sum`), 'norm_2');
    } else if (plan.sideInput !== null) {
      const isEmbedding = plan.sideInput === 'embedding';
      const widened = isEmbedding ? build.node('Add', [stream, entry], `${at}/with_embedding`) : stream;
      const middle = build.node('Add', [stream, attend(normed(widened, 'norm_1'))], `${at}/middle`);
      stream = build.node('Add', [middle, think(normed(middle, 'norm_2'))], isEmbedding ? leaving : `${at}/end`);
      if (isEmbedding) continue;
      const slice = build.node('Gather', [slices, build.integers(`slice_${id}`, [id], [])], `${at}/slice`, [intAttribute('axis', 2)]);
      stream = build.node('Add', [stream, slice], leaving);
    } else if (plan.experts === null) {
      stream = build.node('Add', [stream, attend(normed(stream, 'norm_1'))], leaving);
    } else if (plan.feedForwardFirst) {
      const middle = build.node('Add', [stream, think(normed(stream, 'norm_2'))], `${at}/middle`);
      stream = build.node('Add', [middle, attend(normed(middle, 'norm_1'))], leaving);
    } else if (plan.flattens) {
      const middle = build.node('Add', [stream, attend(normed(stream, 'norm_1'))], `${at}/middle`);
      const flat = build.node('Reshape', [middle, build.integers(`${at}/flat_shape`, [-1, plan.hidden])], `${at}/flat`);
      const sum = build.node('Add', [flat, think(normed(flat, 'norm_2'))], `${at}/flat_sum`);
      stream = build.node('Reshape', [sum, build.node('Shape', [middle], `${at}/shape`)], leaving);
    } else {
      const after = (branch: string, part: string): string => (plan.norm === 'sandwich' ? normed(branch, part) : branch);
      const middle = attends
        ? build.node('Add', [stream, after(attend(normed(stream, 'norm_1')), 'norm_1_after')], `${at}/middle`)
        : stream;
      stream = thinks ? build.node('Add', [middle, after(think(normed(middle, 'norm_2')), 'norm_2_after')], leaving) : middle;
    }
  }
  return plan.norm === 'post' ? stream : addNorm(build, kind, stream, 'final', plan.hidden, 'final_norm');
}

/** @param terms the stream, then the output of each half of the block, attention first */
function addParallel(
  build: GraphBuilder,
  [stream = '', first, second]: readonly string[],
  { at, leaving, order }: { readonly at: string; readonly leaving: string; readonly order: ParallelSum },
): string {
  if (first === undefined) return stream;
  if (second === undefined) return build.node('Add', [stream, first], leaving);
  if (order === 'branches-first') return build.node('Add', [stream, build.node('Add', [first, second], `${at}/branches`)], leaving);
  const [before, after] = order === 'attention-first' ? [first, second] : [second, first];
  return build.node('Add', [build.node('Add', [stream, before], `${at}/first_sum`), after], leaving);
}

/** [batch, sequence, 4, hidden]: a slice made from the embedding for each block. */
function addSlices(build: GraphBuilder, entry: string, { hidden, sideInput }: Plan): string {
  const wide =
    sideInput === 'lookup'
      ? 'slices_looked_up'
      : build.node('MatMul', [entry, build.weight('slices', [hidden, 4 * hidden], 2 / Math.sqrt(hidden))], 'slices_flat');
  return build.node('Reshape', [wide, build.integers('slices_shape', [0, 0, 4, hidden])], 'slices_parts');
}

function addFusedBlocks(build: GraphBuilder, entry: string, plan: Plan): string {
  if (plan.norm !== 'pre' && plan.norm !== 'post') throw new Error(`there is no fused form of ${plan.norm} norms`);
  const isPre = plan.norm === 'pre';
  const kind = isPre ? 'rms' : 'layer';
  const caches: KeysAndValues[] = [];
  let stream = entry;
  let normed = isPre ? addNorm(build, 'rms', entry, `weights_${plan.ids[0]}.norm_1`, plan.hidden, 'first_norm') : entry;
  for (const [place, id] of plan.ids.entries()) {
    const at = `block_${place}`;
    const weights = `weights_${id}`;
    const add = (branch: string | null, norm: string, output: string, sum: string): void => {
      if (branch === null) {
        normed = addNorm(build, kind, stream, norm, plan.hidden, output);
        return;
      }
      addSkipNorm(build, kind, { input: stream, branch, weights: norm, output, sum: isPre ? sum : '' }, plan.hidden);
      normed = output;
      stream = isPre ? sum : output;
    };
    const next = plan.ids[place + 1];
    const attended = plan.withoutAttention.includes(place) ? null : addBlockAttention(build, normed, plan, place, caches);
    add(attended, `${weights}.${isPre ? 'norm_2' : 'norm_1'}`, `${at}/norm_2`, `${at}/middle`);
    const following = next === undefined ? 'final' : `weights_${next}.norm_1`;
    const sum = next === undefined ? '' : `stream_${place + 1}`;
    add(
      plan.withoutMlp.includes(place) ? null : addBlockFeedForward(build, normed, plan, place),
      isPre ? following : `${weights}.norm_2`,
      `${at}/leaving_norm`,
      sum,
    );
  }
  return normed;
}

function addBlockAttention(build: GraphBuilder, input: string, plan: Plan, place: number, caches: KeysAndValues[]): string {
  const provider = plan.sharedCache[place];
  const { output, cache } = addMixer(build, plan.mixer(getAt(plan.ids, place)), input, {
    place: `block_${place}`,
    identity: `weights_${plan.ids[place]}`,
    hidden: plan.hidden,
    mask: plan.local(getAt(plan.ids, place)) ? plan.localMask : plan.mask,
    triangle: plan.triangle,
    cachePort: plan.cache && provider === undefined ? countCaches(place, plan.withoutAttention) : null,
    ignoresPast: plan.ignoresPast,
    shared: provider === undefined ? undefined : caches[provider],
  });
  caches.push(cache);
  return output;
}

function addBlockFeedForward(build: GraphBuilder, input: string, plan: Plan, place: number): string {
  const [at, identity] = [`block_${place}`, `weights_${plan.ids[place]}`];
  if (plan.experts !== 'none' && plan.experts !== null)
    return addExperts(build, input, { place: at, identity, hidden: plan.hidden, form: plan.experts });
  return addFeedForward(build, input, at, identity, plan.hidden);
}

function addFeedForward(build: GraphBuilder, input: string, at: string, weights: string, hidden: number): string {
  const wide = 2 * hidden;
  const up = build.node('MatMul', [input, build.weight(`${weights}.up`, [hidden, wide], 2 / Math.sqrt(hidden))], `${at}/up`);
  const gate = build.node('Sigmoid', [up], `${at}/gate`);
  const active = build.node('Mul', [up, gate], `${at}/active`);
  return build.node('MatMul', [active, build.weight(`${weights}.down`, [wide, hidden], 2 / Math.sqrt(wide))], `${at}/down`);
}

function listInputs(ports: readonly ValueInfo[]): readonly ValueInfo[] {
  return [
    createValueInfo('input_ids', DATA_TYPE.int64, ['batch_size', 'sequence_length']),
    createValueInfo('attention_mask', DATA_TYPE.int64, ['batch_size', 'total_sequence_length']),
    createValueInfo('position_ids', DATA_TYPE.int64, ['batch_size', 'sequence_length']),
    ...ports,
  ];
}
