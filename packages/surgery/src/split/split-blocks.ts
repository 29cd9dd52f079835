import { createCast, createNode, createValueInfo, DATA_TYPE, type Graph, type Model, type Node, type ValueInfo } from '@lamina/onnx';
import { createRemoval } from '@lamina/plans';
import { bypassUnits } from '../change/bypass-units.ts';
import type { BlockStructure } from '../find/block-structure.ts';
import { findStreamOwners, findTensorOwner, type StreamOwners } from '../find/find-stream-owners.ts';
import { type CachePair, pairCachePorts } from '../graph/cache-pairs.ts';
import { parseCachePort } from '../graph/cache-ports.ts';
import { getElementType } from '../graph/get-element-type.ts';
import { GraphView } from '../graph/graph-view.ts';
import { listReads, readsExtents } from '../graph/list-reads.ts';
import { renameReads } from '../graph/rename-tensors.ts';
import { type CollectedSegment, collectSegment } from './collect-segment.ts';
import { findCommonValues } from './find-common-values.ts';

/** Names of the ports by which the parts pass the residual stream on. Every port is float32, whatever type the model computes in. */
export const SEGMENT_PORTS = {
  /** float32: h_i, in the shape that the model gives it */
  stateIn: 'lamina.state_in',
  /** float32: h_{i+1} */
  stateOut: 'lamina.state_out',
  /** float32: finalNorm(h_L), an output of the head only, where the model has a final norm */
  finalNorm: 'lamina.final_norm',
} as const;

/** The name inside a part of the state that enters it, in the element type of the model. */
export const SEGMENT_ENTRY = `${SEGMENT_PORTS.stateIn}/own`;

/** One part of a split model. It is a model of its own over the weights of the whole model. */
export interface Segment {
  readonly model: Model;
  /** The values that it reads beside the stream (shared keys and values, masks): the input, and the block that computes it, −1 for the embedding. */
  readonly carriedIn: readonly { readonly port: string; readonly from: number }[];
  readonly carriedOut: readonly string[];
  /** The caches of the block, if they were asked for: the input with the past, and the output with past and present. */
  readonly caches: readonly CachePair[];
}

/** A decoder in L + 2 parts. They can run one after the other, in any selection, each with only its own weights. */
export interface SplitModel {
  /** tokens → h_0 */
  readonly embedding: Segment;
  /** [L] h_i → h_{i+1} */
  readonly blocks: readonly Segment[];
  /** h_L → finalNorm(h_L) and logits */
  readonly head: Segment;
  /** The part of a block in which one half is passed by. @throws AppError SUBLAYERS_UNAVAILABLE where blocks have no halves. */
  readonly withoutHalf: (block: number, half: 'attention' | 'mlp') => Segment;
  /** True where the parts can continue a sequence by their own caches: no part reads the values of another part's cache. */
  readonly continues: boolean;
}

export interface SplitOptions {
  /** If true, blocks give out their caches as float32. By default they do not. */
  readonly caches?: boolean;
  /** If true, the embedding part computes masks and rotary tables once and passes them to all blocks. By default each block computes its own. */
  readonly common?: boolean;
}

const FLOATS = new Set<number>([DATA_TYPE.float, DATA_TYPE.float16, DATA_TYPE.bfloat16, DATA_TYPE.double]);

/**
 * Splits a decoder at its block boundaries.
 *
 *     tokens ─► embedding ─► h_0 ─► block 0 ─► h_1 ─► block 1 ─► h_2 ─► head ─► logits
 *               [ part ]            [ part ]          [ part ]          [ part ]
 *
 * What blocks share (masks, rotary tables, positions) is computed again in each part, or passed on. Weights are named, never copied. Cache outputs
 * are removed unless they are asked for.
 *
 * @throws AppError MODEL_UNSUPPORTED where the element type of a boundary is unknown.
 */
export function splitBlocks(structure: BlockStructure, { caches = false, common = false }: SplitOptions = {}): SplitModel {
  const { boundaries, blocks, finalNorm, logits } = structure;
  const view = new GraphView(structure.model.graph);
  const ends = finalNorm === null ? [logits] : [finalNorm, logits];
  const owners = findStreamOwners(view, boundaries, ends);
  const source = { view, boundaries, owners };
  const handedOn = common
    ? findCommonValues(
        source,
        blocks.map(({ index: block }) => collectSegment(source, block, [boundaries[block + 1] ?? ''])),
      )
    : new Set<string>();
  const asked = new Map<number, Set<string>>();
  const segmentOf = (block: number, targets: readonly string[]): Segment => {
    const carriedOut = [...(asked.get(block) ?? [])];
    const pairs = (caches && pairCachePorts(blocks[block]?.ports ?? [])) || [];
    const wanted = [...targets, ...carriedOut, ...pairs.map(({ present }) => present)];
    const isBlock = block >= 0 && block < blocks.length;
    const collected = collectSegment(isBlock ? { ...source, common: handedOn } : source, block, wanted);
    for (const name of collected.carried) {
      const from = getMaker(view, owners, name);
      asked.set(from, (asked.get(from) ?? new Set()).add(name));
    }
    return buildSegment({ structure, view, owners }, { block, collected, carriedOut, pairs });
  };
  // From the last part to the first: what later parts read of a part must be known before that part is built.
  const head = segmentOf(blocks.length, ends);
  const parts = [...blocks]
    .reverse()
    .map(({ index: block }) => segmentOf(block, [boundaries[block + 1] ?? '']))
    .reverse();
  const embedding = segmentOf(-1, [boundaries[0] ?? '']);
  const paired = parts.some((part) => part.caches.length > 0);
  return {
    embedding,
    blocks: parts,
    head,
    withoutHalf: createHalvedSegments(structure, {
      common: handedOn,
      carriedOut: (block) => [...(asked.get(block) ?? [])],
      pairs: (block) => (caches && pairCachePorts(blocks[block]?.ports ?? [])) || [],
    }),
    continues: paired && [embedding, ...parts, head].every(keepsToItself),
  };
}

/** The graph that parts are cut from, and the block that computes each of its nodes. */
interface OwnedGraph {
  readonly structure: BlockStructure;
  readonly view: GraphView;
  readonly owners: StreamOwners;
}

/** What the parts of whole blocks give out beside the stream. */
interface HandedOn {
  readonly common: ReadonlySet<string>;
  readonly carriedOut: (block: number) => readonly string[];
  readonly pairs: (block: number) => readonly CachePair[];
}

/**
 * The parts of blocks without one half, built when they are asked for. They are cut from a graph in which that half of every block is passed by. A
 * block without attention has no cache and gives nothing out beside the stream: in its readers, the attention is removed too.
 */
function createHalvedSegments(structure: BlockStructure, { common, carriedOut, pairs }: HandedOn): SplitModel['withoutHalf'] {
  const sources = new Map<string, OwnedGraph>();
  const sourceOf = (half: 'attention' | 'mlp') => {
    const known = sources.get(half);
    if (known) return known;
    const passed = bypassUnits(structure, createRemoval({ [half]: structure.blocks.map(({ index }) => index) }));
    const view = new GraphView(passed.model.graph);
    const source = { structure: passed, view, owners: findStreamOwners(view, passed.boundaries, [passed.logits]) };
    sources.set(half, source);
    return source;
  };
  return (block, half) => {
    const source = sourceOf(half);
    const { boundaries } = source.structure;
    const keepsAttention = half === 'mlp';
    const [out, own] = keepsAttention ? [carriedOut(block), pairs(block)] : [[], []];
    const wanted = [boundaries[block + 1] ?? '', ...out, ...own.map(({ present }) => present)];
    const collected = collectSegment({ ...source, boundaries, common }, block, wanted);
    return buildSegment(source, { block, collected, carriedOut: out, pairs: own });
  };
}

/** True where a part reads of other parts' caches only the extents: the number of tokens read so far. */
function keepsToItself({ model: { graph }, caches }: Segment): boolean {
  const own = new Set(caches.map(({ past }) => past));
  const others = new Set(graph.inputs.map(({ name }) => name).filter((name) => parseCachePort(name) && !own.has(name)));
  return graph.nodes.every((node) => readsExtents(node) || !listReads(node).some((name) => others.has(name)));
}

interface SegmentPlan {
  readonly block: number;
  readonly collected: CollectedSegment;
  readonly carriedOut: readonly string[];
  readonly pairs: readonly CachePair[];
}

function buildSegment({ structure, view, owners }: OwnedGraph, { block, collected, carriedOut, pairs }: SegmentPlan): Segment {
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
    const own = typeOf(tensor);
    const type = FLOATS.has(own) ? DATA_TYPE.float : own;
    // ONNX Runtime removes an Identity, but copies a tensor that is cast to its own type.
    nodes.push(type === own ? createNode('Identity', [tensor], [port]) : createCast(tensor, port, type));
    outputs.push(createValueInfo(port, type, null));
  };
  if (block >= 0) {
    takeIn(boundaries[block] ?? '', SEGMENT_PORTS.stateIn);
    for (const name of collected.shapeOf) names.set(name, SEGMENT_ENTRY);
  }
  for (const name of collected.carried) takeIn(name, carriedPort(name));
  nodes.push(...graph.nodes.filter((node) => collected.nodes.has(node)));
  if (block < blocks.length) handOut(boundaries[block + 1] ?? '', SEGMENT_PORTS.stateOut);
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
      from: getMaker(view, owners, name),
    })),
    carriedOut: carriedOut.map(carriedPort),
    caches: pairs.map(({ past, present }) => ({ past, present: cachePort(present) })),
  };
}

/** The block that computes a tensor; −1, the embedding, where the stream does not reach its maker. */
function getMaker(view: GraphView, owners: StreamOwners, tensor: string): number {
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
