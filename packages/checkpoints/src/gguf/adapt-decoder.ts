import type {
  Attention,
  AttentionProjection,
  Decoder,
  DecoderBlock,
  FusedGatedMlp,
  GatedMlp,
  HeadNorm,
  LatentProjection,
  Linear,
  Mlp,
  SingleMlp,
} from '../architectures/decoder.ts';
import type { Checkpoint } from '../checkpoint.ts';

/** How and where a checkpoint stores values. */
export type Storage = Pick<Checkpoint, 'tensors' | 'layout'>;

/**
 * The decoder of an architecture, adapted to the stored weights of this checkpoint. For GGUF files: experts stacked in one tensor per projection, one
 * tensor for the norms of all heads, fused queries, keys and values by rows, and [out, in] weights where the architecture has [in, out]. A checkpoint
 * with transformers' layout does not change.
 */
export function adaptDecoder(decoder: Decoder, storage: Storage): Decoder {
  return { ...decoder, blocks: decoder.blocks.map((block) => adaptBlock(block, storage)) };
}

function adaptBlock(block: DecoderBlock, storage: Storage): DecoderBlock {
  const { mixer, mlp } = block;
  return {
    ...block,
    mixer: mixer?.kind === 'attention' ? adaptAttention(mixer, storage) : mixer,
    mlp: mlp === null ? null : adaptMlp(mlp, storage),
  };
}

function adaptAttention(attention: Attention, storage: Storage): Attention {
  return {
    ...attention,
    projection: adaptProjection(attention.projection, storage),
    output: adaptLinear(attention.output, storage),
    queryNorm: adaptHeadNorm(attention.queryNorm, storage),
    keyNorm: adaptHeadNorm(attention.keyNorm, storage),
  };
}

function adaptProjection(projection: AttentionProjection, storage: Storage): AttentionProjection {
  const adapt = (linear: Linear): Linear => adaptLinear(linear, storage);
  if (projection.kind === 'separate')
    return { ...projection, query: adapt(projection.query), key: adapt(projection.key), value: adapt(projection.value) };
  if (projection.kind === 'shared') return { ...projection, query: adapt(projection.query) };
  if (projection.kind === 'latent') return { ...projection, split: findSplit(projection, storage) };
  return { ...projection, linear: adapt(projection.linear), order: storage.layout.fusedByRows ? 'rows' : projection.order };
}

/** Newer GGUF files store the expansion's keys, transposed per head, and its values in two tensors. */
function findSplit({ expand }: LatentProjection, { tensors }: Storage): LatentProjection['split'] {
  const [key, value] = ['k_b_proj', 'v_b_proj'].map((name) => expand.weight.replace('kv_b_proj', name));
  return key === undefined || value === undefined || tensors.has(expand.weight) || !tensors.has(key) ? null : { key, value };
}

function adaptHeadNorm(head: HeadNorm | null, { tensors }: Storage): HeadNorm | null {
  const first = head?.weights?.[0];
  if (head === null || first === undefined || tensors.has(first)) return head;
  const weight = first.replace(/\.norms\.\d+\./, '.');
  return { ...head, norm: { ...head.norm, weight }, weights: null };
}

function adaptMlp(mlp: Mlp, storage: Storage): Mlp {
  if (mlp.kind === 'sum') return mlp;
  if (mlp.kind !== 'experts') return adaptSingleMlp(mlp, storage);
  const { shared } = mlp;
  return {
    ...mlp,
    experts: mlp.experts.map((expert) => adaptSingleMlp(expert, storage)),
    shared: shared && { ...shared, mlp: adaptSingleMlp(shared.mlp, storage) },
  };
}

function adaptSingleMlp(mlp: SingleMlp, storage: Storage): SingleMlp {
  const adapt = (linear: Linear): Linear => adaptLinear(linear, storage);
  switch (mlp.kind) {
    case 'plain':
      return { ...mlp, up: adapt(mlp.up), down: adapt(mlp.down) };
    case 'gated':
      return { ...mlp, gate: adapt(mlp.gate), up: adapt(mlp.up), down: adapt(mlp.down) };
    case 'fused-gated':
      return findSeparateGate(mlp, storage) ?? { ...mlp, gateUp: adapt(mlp.gateUp), down: adapt(mlp.down) };
  }
}

/**
 * transformers keeps gate and up in one matrix, GGUF files each in its own: gpt-oss and Granite.
 *   ….experts.gate_up_proj, ….experts.down_proj_bias → ….experts.{gate,up}_proj.weight, ….experts.down_proj.bias
 *   ….input_linear.weight → ….{gate,up}_proj.weight
 */
function findSeparateGate({ gateUp, down, activation, clampedSwiglu }: FusedGatedMlp, { tensors }: Storage): GatedMlp | undefined {
  const [, place, fused = ''] = /^(.*)\.(gate_up_proj|input_linear\.weight)$/.exec(gateUp.weight) ?? [];
  if (place === undefined || !tensors.has(`${place}.gate_proj.weight`)) return undefined;
  const outIn = (linear: Linear, name: string, outputs: number): Linear => {
    const bias = linear.bias === null ? null : `${place}.${name}.bias`;
    return { ...linear, weight: `${place}.${name}.weight`, bias, layout: 'out-in', outputs };
  };
  return {
    kind: 'gated',
    gate: outIn(gateUp, 'gate_proj', gateUp.outputs / 2),
    up: outIn(gateUp, 'up_proj', gateUp.outputs / 2),
    down: fused === 'gate_up_proj' ? outIn(down, 'down_proj', down.outputs) : down,
    activation,
    clampedSwiglu,
  };
}

function adaptLinear(linear: Linear, { tensors, layout }: Storage): Linear {
  const turned: Linear = layout.transposedLinears ? { ...linear, layout: 'out-in' } : linear;
  const stack = tensors.has(linear.weight) ? undefined : findStack(linear.weight);
  const stored = stack === undefined ? undefined : tensors.get(stack.weight);
  if (stack === undefined || stored === undefined) return turned;
  const [of = 0] = stored.dims;
  const bias = linear.bias === null ? null : stack.weight.replace(/weight$/, 'bias');
  return { ...turned, weight: stack.weight, bias, part: { index: stack.index, of } };
}

/** Mixtral's names for the projections of an expert. */
const PROJECTIONS: Readonly<Record<string, string>> = { w1: 'gate_proj', w2: 'down_proj', w3: 'up_proj' };

/** The stack that contains this expert's weight: `….experts.3.w1.weight` → `….experts.gate_proj.weight`, part 3. */
function findStack(weight: string): { readonly weight: string; readonly index: number } | undefined {
  const [, place, index, projection = ''] = /^(.*\.experts)\.(\d+)\.(\w+)\.weight$/.exec(weight) ?? [];
  return place === undefined ? undefined : { weight: `${place}.${PROJECTIONS[projection] ?? projection}.weight`, index: Number(index) };
}
