import type {
  Attention,
  AttentionProjection,
  Decoder,
  DecoderBlock,
  FusedGatedMlp,
  GatedMlp,
  HeadNorm,
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
  return { ...block, attention: adaptAttention(block.attention, storage), mlp: adaptMlp(block.mlp, storage) };
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
  // GGUF files split the expansion in two; their architecture is not read yet.
  if (projection.kind === 'latent') return projection;
  return { ...projection, linear: adapt(projection.linear), order: storage.layout.fusedByRows ? 'rows' : projection.order };
}

function adaptHeadNorm(head: HeadNorm | null, { tensors }: Storage): HeadNorm | null {
  const first = head?.weights?.[0];
  if (head === null || first === undefined || tensors.has(first)) return head;
  const weight = first.replace(/\.norms\.\d+\./, '.');
  return { ...head, norm: { ...head.norm, weight }, weights: null };
}

function adaptMlp(mlp: Mlp, storage: Storage): Mlp {
  if (mlp.kind !== 'experts') return adaptSingleMlp(mlp, storage);
  return { ...mlp, experts: mlp.experts.map((expert) => adaptSingleMlp(expert, storage)) };
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
 * gpt-oss: transformers stacks gate and up of each expert in one matrix of [in, out]; GGUF has a stack of [out, in] for each.
 *   ….experts.gate_up_proj, ….experts.down_proj_bias → ….experts.{gate,up}_proj.weight, ….experts.down_proj.bias
 */
function findSeparateGate({ gateUp, down, activation, clampedSwiglu }: FusedGatedMlp, { tensors }: Storage): GatedMlp | undefined {
  const place = /^(.*\.experts)\.gate_up_proj$/.exec(gateUp.weight)?.[1];
  if (place === undefined || !tensors.has(`${place}.gate_proj.weight`)) return undefined;
  const outIn = (linear: Linear, name: string, outputs: number): Linear => {
    const bias = linear.bias === null ? null : `${place}.${name}.bias`;
    return { ...linear, weight: `${place}.${name}.weight`, bias, layout: 'out-in', outputs };
  };
  return {
    kind: 'gated',
    gate: outIn(gateUp, 'gate_proj', gateUp.outputs / 2),
    up: outIn(gateUp, 'up_proj', gateUp.outputs / 2),
    down: outIn(down, 'down_proj', down.outputs),
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
