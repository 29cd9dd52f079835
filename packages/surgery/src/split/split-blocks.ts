import { getAt } from '@lamina/errors';
import { removalOf } from '@lamina/plans';
import { bypassUnits } from '../change/bypass-units.ts';
import type { BlockStructure } from '../find/block-structure.ts';
import { findStreamOwners } from '../find/find-stream-owners.ts';
import { listUnitsOfKind, type Sublayer } from '../find/sublayers.ts';
import { type CachePair, pairCachePorts, parseCachePort } from '../graph/cache-ports.ts';
import { findElementType } from '../graph/find-element-type.ts';
import { GraphView } from '../graph/graph-view.ts';
import { listReads, readsExtents } from '../graph/list-reads.ts';
import { buildSegment, getSourceBlock, type OwnedGraph } from './build-segment.ts';
import { type CollectedSegment, collectSegment, type SegmentSource } from './collect-segment.ts';
import type { Segment } from './segment.ts';

/** A decoder in L + 2 parts. They can run one after the other, in any selection, each with only its own weights. */
export interface SplitModel {
  /** tokens → h_0 */
  readonly embedding: Segment;
  /** [L] h_i → h_{i+1} */
  readonly blocks: readonly Segment[];
  /** h_L → finalNorm(h_L) and logits */
  readonly head: Segment;
  /** A block in which one sublayer that it has (listSublayers) is passed by. */
  readonly withoutSublayer: (block: number, sublayer: 'attention' | 'mlp') => BlockWithoutSublayer;
  /**
   * True where a block is its mixer, then its MLP, each added to the stream: the block without its MLP, then the block without its mixer, compute what the
   * block computes. False for blocks that pass anything else on, or whose sublayers are not added one after the other.
   */
  readonly isSequence: (block: number) => boolean;
  /** True where the parts can continue a sequence by their own caches: no part reads the values of another part's cache. */
  readonly continues: boolean;
}

/** The part of a block without one of its sublayers, and the model that it is cut from, in which every sublayer of that kind is passed by. */
interface BlockWithoutSublayer {
  readonly segment: Segment;
  readonly structure: BlockStructure;
}

/** The parts of a split model pass these on beside the stream. */
export interface SplitOptions {
  /** If true, blocks give out their caches as float32. By default they do not. */
  readonly caches?: boolean;
  /** If true, the embedding part computes masks and rotary tables once and passes them to all blocks. By default each block computes its own. */
  readonly common?: boolean;
}

/**
 * Splits a decoder at its block boundaries.
 *
 *     tokens ─► embedding ─► h_0 ─► block 0 ─► h_1 ─► block 1 ─► h_2 ─► head ─► logits
 *               [ part ]            [ part ]          [ part ]          [ part ]
 *
 * Tensors that blocks share (masks, rotary tables, positions) are computed again in each part, or passed on. Weights are named, never copied. Cache outputs
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
        blocks.map(({ index: block }) => collectSegment(source, block, [getAt(boundaries, block + 1)])),
      )
    : new Set<string>();
  const asked = new Map<number, Set<string>>();
  // Most parts compute nothing that a later one reads beside the stream.
  const listAsked = (block: number): readonly string[] => [...(asked.get(block) ?? [])];
  const pairsOf = (block: number): readonly CachePair[] => (caches && pairCachePorts(getAt(blocks, block).ports)) || [];
  const segmentOf = (block: number, targets: readonly string[]): Segment => {
    const carriedOut = listAsked(block);
    const isBlock = block >= 0 && block < blocks.length;
    const pairs = isBlock ? pairsOf(block) : [];
    const wanted = [...targets, ...carriedOut, ...pairs.map(({ present }) => present)];
    const collected = collectSegment(isBlock ? { ...source, common: handedOn } : source, block, wanted);
    for (const name of collected.carried) {
      const from = getSourceBlock(view, owners, name);
      asked.set(from, (asked.get(from) ?? new Set()).add(name));
    }
    return buildSegment({ structure, view, owners }, { block, collected, carriedOut, pairs });
  };
  // From the last part to the first: what later parts read of a part must be known before that part is built.
  const head = segmentOf(blocks.length, ends);
  const parts = [...blocks]
    .reverse()
    .map(({ index: block }) => segmentOf(block, [getAt(boundaries, block + 1)]))
    .reverse();
  const embedding = segmentOf(-1, [getAt(boundaries, 0)]);
  const paired = parts.some((part) => part.caches.length > 0);
  return {
    embedding,
    blocks: parts,
    head,
    withoutSublayer: createHalvedSegments(structure, {
      common: handedOn,
      carriedOut: listAsked,
      pairs: pairsOf,
    }),
    isSequence: (block) => listAsked(block).length === 0 && areAddedInTurn(structure, block),
    continues: paired && [embedding, ...parts, head].every(keepsToItself),
  };
}

function areAddedInTurn({ sublayers, boundaries }: BlockStructure, block: number): boolean {
  const own = sublayers.arrangement === 'sequential' ? sublayers.byBlock[block] : undefined;
  if (own === undefined || typeof own === 'string') return false;
  const adds = ({ additions: [addition, ...others] }: Sublayer, stream: string, sum: string): boolean =>
    others.length === 0 && addition?.stream === stream && addition.sum === sum;
  const middle = own.mlp.start;
  return adds(own.mixer, getAt(boundaries, block), middle) && adds(own.mlp, middle, getAt(boundaries, block + 1));
}

/** The parts of whole blocks have these outputs beside the stream. */
interface HandedOn {
  readonly common: ReadonlySet<string>;
  readonly carriedOut: (block: number) => readonly string[];
  readonly pairs: (block: number) => readonly CachePair[];
}

/**
 * The parts of blocks without one sublayer, built when they are asked for. A block without attention has no cache, unless later blocks read its keys and
 * values: it still makes those.
 */
function createHalvedSegments(structure: BlockStructure, { common, carriedOut, pairs }: HandedOn): SplitModel['withoutSublayer'] {
  const sources = new Map<string, OwnedGraph & Pick<BlockWithoutSublayer, 'structure'>>();
  const sourceOf = (sublayer: 'attention' | 'mlp', only: number | null) => {
    const key = `${sublayer} ${only}`;
    const earlier = sources.get(key);
    if (earlier) return earlier;
    const units = listUnitsOfKind(structure, sublayer).filter(({ block }) => only === null || block === only);
    const passed = bypassUnits(structure, removalOf(units));
    const view = new GraphView(passed.model.graph);
    const source = { structure: passed, view, owners: findStreamOwners(view, passed.boundaries, [passed.logits]) };
    sources.set(key, source);
    return source;
  };
  return (block, sublayer) => {
    const isShared = carriedOut(block).length > 0;
    const source = sourceOf(sublayer, isShared ? block : null);
    const { boundaries } = source.structure;
    const [out, own] = sublayer === 'mlp' || isShared ? [carriedOut(block), pairs(block)] : [[], []];
    const wanted = [getAt(boundaries, block + 1), ...out, ...own.map(({ present }) => present)];
    const collected = collectSegment({ ...source, boundaries, common }, block, wanted);
    return { segment: buildSegment(source, { block, collected, carriedOut: out, pairs: own }), structure: source.structure };
  };
}

/** True where a part reads of other parts' caches only the extents: the number of tokens read so far. */
function keepsToItself({ model: { graph }, caches }: Segment): boolean {
  const pasts = new Set(caches.map(({ past }) => past));
  const others = new Set(graph.inputs.map(({ name }) => name).filter((name) => parseCachePort(name) && !pasts.has(name)));
  return graph.nodes.every((node) => readsExtents(node) || !listReads(node).some((name) => others.has(name)));
}

/**
 * The tensors that several blocks compute from the model's inputs alone, such as masks and rotary tables. Tensors of weights alone are not among
 * them: ONNX Runtime computes those when it loads a part.
 *
 *     positions ─► Cos ─► table ─► block 0, block 1        table is common
 */
function findCommonValues({ view, owners }: SegmentSource, blocks: readonly CollectedSegment[]): ReadonlySet<string> {
  const { graph } = view;
  const fed = new Set(graph.inputs.map(({ name }) => name).filter((name) => !view.weight(name)));
  const common = new Set<string>();
  for (const node of graph.nodes) {
    if (owners.has(node) || !view.reads(node).some((name) => fed.has(name))) continue;
    for (const output of node.outputs) fed.add(output);
    if (blocks.filter(({ nodes }) => nodes.has(node)).length < 2) continue;
    const made = node.outputs.filter((output) => output !== '');
    if (made.every((output) => findElementType(view, output) !== null)) for (const output of made) common.add(output);
  }
  return common;
}
