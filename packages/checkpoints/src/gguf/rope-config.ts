import type { Json } from '../checkpoint.ts';
import { decodeWeights } from '../ggml/decode-weights.ts';
import type { GgufFacts } from './gguf-facts.ts';

const KINDS: readonly string[] = ['none', 'linear', 'yarn', 'longrope'];

/**
 * `rope_scaling` in the form of transformers' config.json, or null. Factor tensors become lists: `rope_freqs.weight` (one factor per pair, which
 * llama.cpp's converter computes from llama3 scaling) becomes longrope with the same factors at every length.
 * @throws AppError MODEL_UNSUPPORTED for another kind of scaling, naming it.
 */
export function readRopeScaling(facts: GgufFacts): Json | null {
  const factors = findFactors(facts, 'rope_freqs.weight');
  const long = findFactors(facts, 'rope_factors_long.weight');
  const short = findFactors(facts, 'rope_factors_short.weight');
  const kind = facts.findText('rope.scaling.type');
  if (kind !== undefined && !KINDS.includes(kind))
    throw facts.unsupported('rope.scaling.type', kind, `known kinds are ${KINDS.join(', ')}`);
  // Files from before August 2023 store the factor of linear scaling under a separate key.
  const factor = facts.findNumber('rope.scaling.factor') ?? facts.findNumber('rope.scale_linear');
  const length = facts.findNumber('rope.scaling.original_context_length');
  const attentionFactor = facts.findNumber('rope.scaling.attn_factor');
  if (long !== null || short !== null) {
    const lists = { long_factor: long ?? short, short_factor: short ?? long };
    return { rope_type: 'longrope', ...lists, original_max_position_embeddings: length ?? null, attention_factor: attentionFactor ?? 1 };
  }
  if (factors !== null) {
    if (factor !== undefined && factor !== 1 && kind !== 'none')
      throw facts.unsupported('rope.scaling.factor', factor, 'it comes beside rope_freqs.weight, and only one of them is supported');
    return {
      rope_type: 'longrope',
      long_factor: factors,
      short_factor: factors,
      original_max_position_embeddings: facts.count('context_length'),
      attention_factor: 1,
    };
  }
  if (kind === 'none' || factor === undefined || factor === 0) return null;
  if (kind === undefined || kind === 'linear') return factor === 1 ? null : { rope_type: 'linear', factor };
  if (kind === 'yarn') return readYarn(facts, { factor, length, attentionFactor });
  throw facts.unsupported('rope.scaling.type', kind, 'the file lacks the tensors of its factors');
}

function readYarn(facts: GgufFacts, stated: { factor: number; length: number | undefined; attentionFactor: number | undefined }): Json {
  facts.require('rope.scaling.yarn_ext_factor', 1);
  // llama.cpp's converter writes 0.1 × mscale_all_dim and no mscale, and llama.cpp takes both for equal. Without the key transformers scales only the
  // rotated parts, by yarn_attn_factor or its default; llama.cpp (b11739) ignores the factor and scales the scores too.
  const multiplier = facts.number('rope.scaling.yarn_log_multiplier', 0) / 0.1 || undefined;
  if (facts.architecture !== 'deepseek2') facts.require('rope.scaling.yarn_log_multiplier', 0);
  const attention = facts.findNumber('rope.scaling.yarn_attn_factor') ?? stated.attentionFactor;
  const fast = facts.findNumber('rope.scaling.yarn_beta_fast');
  const slow = facts.findNumber('rope.scaling.yarn_beta_slow');
  return {
    rope_type: 'yarn',
    factor: stated.factor,
    original_max_position_embeddings: stated.length ?? facts.count('context_length'),
    attention_factor: attention,
    mscale: multiplier,
    mscale_all_dim: multiplier,
    beta_fast: fast,
    beta_slow: slow,
  };
}

/** The values of a small tensor of factors; null if the file has none. */
function findFactors(facts: GgufFacts, name: string): readonly number[] | null {
  const tensor = facts.findTensor(name) ?? facts.findTensor(`blk.0.${name}`);
  if (tensor === undefined) return null;
  const source = facts.gguf.sources.find(({ file }) => file === tensor.file)?.source;
  if (source === undefined) throw new Error(`no source for ${tensor.file}`);
  if (tensor.type !== 'F32' || tensor.dims.length !== 1 || tensor.sizeBytes > 4096)
    throw facts.unsupported(`tensor ${name}`, `${tensor.type} of ${tensor.dims.join(' × ')}`, 'a short list of F32 is expected');
  return Array.from(decodeWeights('F32', source.read(tensor.offset, tensor.sizeBytes)));
}
