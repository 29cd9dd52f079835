import { AppError } from '@lamina/errors';
import { findMissingPart } from '../architectures/refuse-model-type.ts';
import { type Checkpoint, type StoredTensor, TRANSFORMERS_LAYOUT } from '../checkpoint.ts';
import { findBlockLayout } from '../ggml/ggml-types.ts';
import { GGUF_ARCHITECTURES } from './gguf-architectures.ts';
import { GgufFacts } from './gguf-facts.ts';
import type { Gguf } from './read-gguf.ts';
import { findTransformersName, type TensorNames } from './tensor-names.ts';

/** Tables of rotary factors; their values become part of the config's `rope_scaling`. */
const ROPE_FACTORS = /^(blk\.\d+\.)?rope_(freqs|factors_long|factors_short)\.weight$/;

/**
 * A GGUF model in transformers' terms: its config, and its tensors with transformers' names. If transformers stores several tensors instead of one,
 * `layout` describes the difference. Stacked experts keep one tensor per projection, named `….experts.{gate,up,down}_proj.weight: [E, out, in]`. A
 * projection that is fused in llama.cpp but not in transformers (attn_qkv of older files) becomes three tensors over its rows. Tensors that are
 * unknown to the architecture keep their GGUF names.
 * @throws AppError MODEL_UNSUPPORTED for an unknown architecture or key, naming it; MODEL_MALFORMED for missing keys.
 */
export function describeGguf(gguf: Gguf): Checkpoint {
  const facts = new GgufFacts(gguf);
  const describe = GGUF_ARCHITECTURES.get(facts.architecture);
  if (describe === undefined)
    throw new AppError(
      'MODEL_UNSUPPORTED',
      findMissingPart(facts.architecture, `general.architecture of ${facts.file}`) ??
        `${facts.file} is a model of the architecture ${facts.architecture}, which is not supported in GGUF; supported are ${[...GGUF_ARCHITECTURES.keys()].join(', ')}`,
      { details: { architecture: facts.architecture } },
    );
  const { config, modelType, names, layout } = describe(facts);
  facts.refuseUnknown();
  return {
    format: 'gguf',
    config: { model_type: modelType, ...config },
    tensors: nameTensors(facts, names),
    layout: { ...TRANSFORMERS_LAYOUT, ...layout, names },
  };
}

function nameTensors(facts: GgufFacts, names: TensorNames): ReadonlyMap<string, StoredTensor> {
  const tensors = new Map<string, StoredTensor>();
  for (const tensor of facts.gguf.tensors.values()) {
    if (ROPE_FACTORS.test(tensor.name)) continue;
    for (const [name, part] of nameTensor(facts, names, tensor)) tensors.set(name, part);
  }
  return tensors;
}

function nameTensor(facts: GgufFacts, names: TensorNames, tensor: StoredTensor): readonly (readonly [string, StoredTensor])[] {
  const name = findTransformersName(names, tensor.name);
  if (name !== undefined) return [[name, tensor]];
  return tensor.name.includes('.attn_qkv.') ? splitRows(facts, names, tensor) : [[tensor.name, tensor]];
}

/** Queries, keys and values of a fused projection, as tensors over its rows. */
function splitRows(facts: GgufFacts, names: TensorNames, tensor: StoredTensor): readonly (readonly [string, StoredTensor])[] {
  const heads = facts.sameCount('attention.head_count');
  const keyHeads = facts.sameCount('attention.head_count_kv', heads);
  const headSize = facts.count('attention.key_length', Math.floor(facts.count('embedding_length') / heads));
  const [rows = 0, ...inner] = tensor.dims;
  const bytesPerRow = tensor.sizeBytes / rows;
  const parts = { attn_q: heads * headSize, attn_k: keyHeads * headSize, attn_v: keyHeads * headSize };
  const total = Object.values(parts).reduce((sum, count) => sum + count, 0);
  const isSplit = total === rows && findBlockLayout(tensor.type) !== undefined && Number.isInteger(bytesPerRow);
  let first = 0;
  return Object.entries(parts).map(([part, count]) => {
    const name = findTransformersName(names, tensor.name.replace('attn_qkv', part));
    if (name === undefined || !isSplit) return [tensor.name, tensor];
    const split = { ...tensor, dims: [count, ...inner], offset: tensor.offset + first * bytesPerRow, sizeBytes: count * bytesPerRow };
    first += count;
    return [name, split];
  });
}
