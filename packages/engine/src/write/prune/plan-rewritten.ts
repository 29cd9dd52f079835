import { join } from 'node:path';
import {
  type DecoderBlock,
  decodeWeights,
  encodeWeights,
  findWeightType,
  listSilencedWeights,
  type SilencedWeight,
  type StoredTensor,
} from '@lamina/checkpoints';
import { AppError, getAt } from '@lamina/errors';
import { getRepair, type RepairKind } from '@lamina/metrics';
import { decodeFloats, getCheckpoint, type OpenedModel, type ReadCheckpoint, readWholeRange } from '@lamina/models';
import { DATA_TYPE, type Tensor } from '@lamina/onnx';
import { blocksOf, isRemoved, listRuns, type Removal } from '@lamina/plans';
import { encodeFloats, findFoldTarget } from '@lamina/surgery';
import type { FittedRepair } from '../../repair/fit-repairs.ts';

/** New contents of stored tensors, in pieces that are made when they are written. */
export type RewrittenTensors = ReadonlyMap<StoredTensor, () => Iterable<Uint8Array>>;

const DATA_TYPES: ReadonlyMap<StoredTensor['type'], number> = new Map([
  ['F32', DATA_TYPE.float],
  ['F16', DATA_TYPE.float16],
  ['BF16', DATA_TYPE.bfloat16],
]);
const PIECE_BYTES = 1 << 20;

/**
 * The tensors of a checkpoint that hold a repair.
 *
 * - `linear-fold`: the projection before each run, with its new weights; of a GGUF file in their stored type.
 * - a scalar s: every sublayer after the run adds 1/s of what it added. The stream is then h + Σ/s in place of s·h + Σ, which the norms before sublayers and
 *   head read alike. Prune&Comp (arXiv 2507.18212) multiplies everything before the run by s instead, which changes embeddings and unties a tied head.
 *
 * @throws AppError MODEL_UNSUPPORTED where the stored tensors are not those of the graph, or s is not above 0
 */
export function planRewritten(parent: OpenedModel, { opened, record }: FittedRepair, removal: Removal): RewrittenTensors {
  const checkpoint = getCheckpoint(parent);
  const unchanged = new Set(parent.structure.model.graph.initializers);
  const names = new Set(parent.structure.model.graph.initializers.map(({ name }) => name));
  const folded = opened.structure.model.graph.initializers.filter((tensor) => names.has(tensor.name) && !unchanged.has(tensor));
  const rewritten = new Map<StoredTensor, () => Iterable<Uint8Array>>(
    folded.map((tensor) => [findStored(checkpoint, tensor), () => [encode(tensor, findStored(checkpoint, tensor))]]),
  );
  for (const [index, block] of checkpoint.decoder.blocks.entries()) {
    if (isRemoved(removal, { kind: 'block', block: index })) continue;
    const factor = record.gaps.reduce(
      (product, { run, factor: own = 1 }) => (run[1] <= index ? product * requirePositive(own) : product),
      1,
    );
    if (factor === 1) continue;
    for (const weight of listOutputs(block)) {
      const tensor = getStored(checkpoint, weight.name);
      rewritten.set(tensor, () =>
        rescale(join(parent.source.folder, tensor.file), tensor, { filling: weight.filling, factor: 1 / factor }),
      );
    }
  }
  return rewritten;
}

/**
 * Refuses a scalar where something after a run reads the length of the stream, or a sublayer's outputs are not stored as floats of their own.
 *
 * @throws AppError MODEL_UNSUPPORTED with the place and the reason
 */
export function requireScalable(parent: OpenedModel, removal: Removal, kind: RepairKind): void {
  if (getRepair(kind).form !== 'scale') return;
  const checkpoint = getCheckpoint(parent);
  const { blocks, finalNorm } = checkpoint.decoder;
  const refuse = (place: string, reason: string): never => {
    throw new AppError(
      'MODEL_UNSUPPORTED',
      `safetensors cannot hold the ${kind} repair of this model: ${reason} (${place}); use linear-fold, or write the model with --format onnx`,
    );
  };
  if (finalNorm === null) refuse('the head', 'it reads the stream without a norm, so its length matters');
  const [first] = listRuns(blocksOf(removal, 'block'));
  const seen = new Set<string>();
  for (const [index, block] of blocks.entries()) {
    if (first === undefined || index < first[1] || isRemoved(removal, { kind: 'block', block: index })) continue;
    if (!readsThroughNorms(block)) refuse(`block ${index}`, 'it reads the stream without a norm, so its length matters');
    for (const { name } of listOutputs(block)) {
      const stored = checkpoint.stored.get(name);
      if (stored === undefined || !DATA_TYPES.has(stored.type)) refuse(`block ${index}`, `${name} is quantised`);
      if (seen.has(name)) refuse(`block ${index}`, `${name} is shared between blocks`);
      seen.add(name);
    }
  }
}

function readsThroughNorms({ residual, mixerNorm, mlpNorm }: DecoderBlock): boolean {
  if (mixerNorm === null) return false;
  return residual === 'parallel' || (residual === 'sequential' && mlpNorm !== null);
}

/** The tensors that both sublayers of a block are multiplied by last. */
function listOutputs(block: DecoderBlock): readonly SilencedWeight[] {
  return [...listSilencedWeights(block, 'attention'), ...listSilencedWeights(block, 'mlp')];
}

function requirePositive(factor: number): number {
  if (factor > 0) return factor;
  throw new AppError(
    'MODEL_UNSUPPORTED',
    `a scalar of ${factor} turns the stream over, which safetensors cannot hold; use linear-fold, or write the model with --format onnx`,
  );
}

/** w ← f + (w − f) · factor, where f is the value of the weight at which the sublayer adds nothing. */
function* rescale(
  path: string,
  { offset, sizeBytes, type }: StoredTensor,
  { filling, factor }: Pick<SilencedWeight, 'filling'> & { readonly factor: number },
): Generator<Uint8Array> {
  const dataType = getDataType(type);
  const nothing = filling === 'zeros' ? 0 : -1;
  for (let done = 0; done < sizeBytes; done += PIECE_BYTES) {
    const { buffer } = readWholeRange(path, offset + done, Math.min(PIECE_BYTES, sizeBytes - done));
    yield encodeFloats(
      dataType,
      Float64Array.from(decodeFloats(dataType, buffer), (weight) => nothing + (weight - nothing) * factor),
    );
  }
}

function getDataType(type: StoredTensor['type']): number {
  const dataType = DATA_TYPES.get(type);
  if (dataType === undefined) throw new Error(`${type} is no type of floats`);
  return dataType;
}

function getStored({ stored }: ReadCheckpoint, name: string): StoredTensor {
  const tensor = stored.get(name);
  if (tensor === undefined) throw new Error(`no stored tensor ${name}`);
  return tensor;
}

/** Refuses a fold into a weight whose stored type cannot hold it. @throws AppError MODEL_UNSUPPORTED with the weight and its type */
export function requireFoldable(parent: OpenedModel, removal: Removal, kind: RepairKind): void {
  if (getRepair(kind).form !== 'fold' || parent.checkpoint === null) return;
  for (const [start] of listRuns(blocksOf(removal, 'block'))) {
    const target = findFoldTarget(parent.structure, start);
    // A repair that cannot be folded at all is refused where it is solved.
    if (!('reason' in target)) for (const { source } of [target.matrix, ...target.biases]) findStored(parent.checkpoint, source);
  }
}

/** The stored tensor that a weight of the graph is. */
function findStored({ stored }: ReadCheckpoint, { name, dims, dataType }: Tensor): StoredTensor {
  const tensor = stored.get(name);
  const isWhole = tensor !== undefined && tensor.dims.join() === dims.join();
  if (isWhole && (isPacked(tensor) || DATA_TYPES.get(tensor.type) === dataType)) return tensor;
  throw new AppError(
    'MODEL_UNSUPPORTED',
    `the file stores ${name} ${isWhole ? `as ${tensor.type}, in which` : 'together with other weights, so that'} new values cannot be written; write the model with --format onnx`,
  );
}

/** Whether a type packs several values into a block. */
function isPacked({ type }: StoredTensor): boolean {
  return (findWeightType(type)?.blockElements ?? 1) > 1;
}

/** The bytes of a rewritten weight in its stored type. */
function encode({ name, data }: Tensor, stored: StoredTensor): Uint8Array {
  if (data.kind !== 'bytes') throw new Error(`weight ${name} was not rewritten`);
  if (!isPacked(stored)) return data.bytes;
  const values = new Float32Array(Uint8Array.from(data.bytes).buffer);
  return encodeWeights(stored.type, values, { columns: getAt(stored.dims, stored.dims.length - 1), place: name });
}

/** The repaired model as the file will hold it: rewritten weights went through the blocks of their stored type. */
export function roundRewritten(opened: OpenedModel, rewritten: RewrittenTensors): OpenedModel {
  const checkpoint = getCheckpoint(opened);
  const { structure } = opened;
  const initializers = structure.model.graph.initializers.map((tensor) => {
    const stored = tensor.data.kind === 'bytes' ? checkpoint.stored.get(tensor.name) : undefined;
    if (stored === undefined || !rewritten.has(stored) || !isPacked(stored)) return tensor;
    const values = decodeWeights(stored.type, encode(tensor, stored));
    return { ...tensor, data: { kind: 'bytes', bytes: new Uint8Array(values.buffer) } as const };
  });
  const model = { ...structure.model, graph: { ...structure.model.graph, initializers } };
  return { ...opened, structure: { ...structure, model }, mapped: { ...opened.mapped, model } };
}
