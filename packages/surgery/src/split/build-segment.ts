import { getAt } from '@lamina/errors';
import { createCast, createNode, createValueInfo, DATA_TYPE, type Graph, type Node, type ValueInfo } from '@lamina/onnx';
import type { BlockStructure } from '../find/block-structure.ts';
import { findTensorOwner, type StreamOwners } from '../find/find-stream-owners.ts';
import type { CachePair } from '../graph/cache-ports.ts';
import { getElementType } from '../graph/find-element-type.ts';
import type { GraphView } from '../graph/graph-view.ts';
import { renameReads } from '../graph/rename-tensors.ts';
import type { CollectedSegment } from './collect-segment.ts';
import { SEGMENT_ENTRY, SEGMENT_PORTS, type Segment } from './segment.ts';

const FLOATS = new Set<number>([DATA_TYPE.float, DATA_TYPE.float16, DATA_TYPE.bfloat16, DATA_TYPE.double]);

/** The graph that parts are cut from, and the block that computes each of its nodes. */
export interface OwnedGraph {
  readonly structure: BlockStructure;
  readonly view: GraphView;
  readonly owners: StreamOwners;
}

/** The contents of a part. */
interface SegmentPlan {
  /** 0 … L−1; −1 for the embedding, L for the head. */
  readonly block: number;
  readonly collected: CollectedSegment;
  /** Tensors that later parts read beside the stream. */
  readonly carriedOut: readonly string[];
  readonly pairs: readonly CachePair[];
}

/**
 * Makes one part a model of its own: what it reads of other parts becomes inputs, and what other parts read of it becomes outputs.
 *
 *     h_1, k ─► block 1 ─► h_2, v     becomes     state_in, carried/k ─► Cast ─► block 1 ─► Identity | Cast ─► state_out, carried/v
 *
 * @throws AppError MODEL_UNSUPPORTED where the element type of such a tensor is unknown.
 */
export function buildSegment({ structure, view, owners }: OwnedGraph, { block, collected, carriedOut, pairs }: SegmentPlan): Segment {
  const { boundaries, finalNorm, logits, blocks } = structure;
  const { graph } = structure.model;
  const typeOf = (name: string): number => getElementType(view, name);
  const nodes: Node[] = [];
  const inputs: ValueInfo[] = graph.inputs.filter(({ name }) => collected.leaves.has(name));
  const outputs: ValueInfo[] = [];
  const names = new Map<string, string>();
  const takeIn = (tensor: string, port: string): void => {
    const type = typeOf(tensor);
    inputs.push(createValueInfo(port, FLOATS.has(type) ? DATA_TYPE.float : type, null));
    nodes.push(createCast(port, `${port}/own`, type));
    names.set(tensor, `${port}/own`);
  };
  const handOut = (tensor: string, port: string): void => {
    const stored = typeOf(tensor);
    const type = FLOATS.has(stored) ? DATA_TYPE.float : stored;
    // ONNX Runtime removes an Identity, but copies a tensor that is cast to its own type.
    nodes.push(type === stored ? createNode('Identity', [tensor], [port]) : createCast(tensor, port, type));
    outputs.push(createValueInfo(port, type, null));
  };
  if (block >= 0) {
    takeIn(getAt(boundaries, block), SEGMENT_PORTS.stateIn);
    for (const name of collected.shapeOf) names.set(name, SEGMENT_ENTRY);
  }
  for (const name of collected.carried) takeIn(name, carriedPort(name));
  nodes.push(...graph.nodes.filter((node) => collected.nodes.has(node)));
  if (block < blocks.length) handOut(getAt(boundaries, block + 1), SEGMENT_PORTS.stateOut);
  else {
    outputs.push(...graph.outputs.filter(({ name }) => name === logits));
    if (finalNorm !== null) handOut(finalNorm, SEGMENT_PORTS.finalNorm);
  }
  for (const name of carriedOut) handOut(name, carriedPort(name));
  for (const { present } of pairs) handOut(present, cachePort(present));
  return {
    model: { ...structure.model, graph: { ...partOf(graph, collected, nodes), inputs, outputs, nodes: renameReads(nodes, names) } },
    carriedIn: [...collected.carried].map((name) => ({
      port: carriedPort(name),
      from: getSourceBlock(view, owners, name),
    })),
    carriedOut: carriedOut.map(carriedPort),
    caches: pairs.map(({ past, present }) => ({ past, present: cachePort(present) })),
  };
}

/** The block that computes a tensor; −1, the embedding, where the stream does not reach its maker. */
export function getSourceBlock(view: GraphView, owners: StreamOwners, tensor: string): number {
  // See above.
  return findTensorOwner(view, owners, tensor) ?? -1;
}

function partOf(graph: Graph, { leaves }: CollectedSegment, nodes: readonly Node[]): Graph {
  const made = new Set(nodes.flatMap(({ outputs }) => outputs));
  return {
    ...graph,
    initializers: graph.initializers.filter(({ name }) => leaves.has(name)),
    valueInfo: graph.valueInfo.filter(({ name }) => made.has(name)),
  };
}

function carriedPort(tensor: string): string {
  return `lamina.carried/${tensor}`;
}

function cachePort(present: string): string {
  return `lamina.cache/${present}`;
}
