import { createRandom } from '@lamina/metrics';
import { type Model, readModel, sourceFromBytes } from '@lamina/onnx';
import { encodeModel } from './encode-model.ts';
import { BYTE_MUTATIONS } from './mutate-bytes.ts';
import { MODEL_MUTATIONS } from './mutate-model.ts';
import { TREE_MUTATIONS } from './mutate-tree.ts';
import { type Field, parseTree } from './protobuf-tree.ts';

/** A well-formed source file, read in the three ways that mutations need. */
export interface Original {
  readonly bytes: Uint8Array;
  readonly tree: readonly Field[];
  readonly model: Model;
  /** Offsets of bytes that are not weights. */
  readonly places: readonly number[];
}

const MUTATION_NAMES: readonly string[] = [...Object.keys(BYTE_MUTATIONS), ...Object.keys(TREE_MUTATIONS), ...Object.keys(MODEL_MUTATIONS)];

export function readOriginal(bytes: Uint8Array): Original {
  const model = readModel(sourceFromBytes(bytes));
  const isWeight = new Uint8Array(bytes.byteLength);
  for (const { data } of model.graph.initializers) if (data.kind === 'range') isWeight.fill(1, data.offset, data.offset + data.sizeBytes);
  return { bytes, tree: parseTree(bytes), model, places: [...bytes.keys()].filter((offset) => isWeight[offset] === 0) };
}

/** Mutation number `index` of a seed: kinds rotate; everything else depends on seed and index. */
export function mutate(original: Original, seed: number, index: number): { name: string; bytes: Uint8Array } {
  const name = MUTATION_NAMES[index % MUTATION_NAMES.length] ?? '';
  const random = createRandom(seed * 1_000_003 + index);
  const { bytes, tree, model, places } = original;
  const mutated =
    BYTE_MUTATIONS[name]?.(bytes, random, places) ??
    TREE_MUTATIONS[name]?.(tree, random) ??
    encodeModel(MODEL_MUTATIONS[name]?.(model, random) ?? model, bytes);
  return { name, bytes: mutated };
}
