import { getAt } from '@lamina/errors';
import type { Node } from '@lamina/onnx';
import type { GraphView } from '../graph/graph-view.ts';
import { getOtherInput } from '../graph/input-of.ts';
import { readsExtents } from '../graph/list-reads.ts';
import type { Block } from './block-structure.ts';
import type { StreamOwners } from './find-stream-owners.ts';
import { comesFromNorm } from './norm-placement.ts';
import type { Addition, BlockSublayers } from './sublayers.ts';

/** readContributions reads these. */
export interface SublayerSource {
  readonly view: GraphView;
  readonly boundaries: readonly string[];
  readonly owners: StreamOwners;
  readonly blocks: readonly Block[];
  /** The sublayers of blocks that the graph names; undefined for others. */
  readonly named: readonly (BlockSublayers | undefined)[];
  /** The nodes that weigh values by scores. */
  readonly attentions: ReadonlySet<Node>;
  /** The nodes by which a token reads others without a softmax. */
  readonly otherMixers: ReadonlySet<Node>;
}

/** Where a block begins and ends, and the nodes that mix its tokens. */
interface BlockPath {
  readonly entering: string;
  readonly leaving: string;
  readonly mixers: ReadonlySet<Node>;
}

/** The residual stream on its way through one block. */
export interface BlockStream {
  /** The additions on the way from h_i to h_{i+1}, in order. Level n is the stream after n additions. */
  readonly steps: readonly StreamStep[];
}

/**
 * One addition to the stream and its contributions: one in most blocks, two where both sublayers are summed first, none where a weight (a bias)
 * is added.
 */
interface StreamStep extends Addition {
  readonly contributions: readonly Contribution[];
}

/** A tensor that is added to the stream, and what it is computed from. */
export interface Contribution {
  readonly tensor: string;
  readonly addition: Addition;
  /** True where it is computed by what mixes the tokens of the block. */
  readonly mixes: boolean;
  /** The levels of the stream that it reads. */
  readonly levels: readonly number[];
}

/** Operators that rename, store or reshape the stream and compute nothing. */
const PASSING = new Set(['Cast', 'Identity', 'Reshape', 'Flatten', 'Squeeze', 'Unsqueeze', 'QuantizeLinear', 'DequantizeLinear']);

/**
 * The tensors that a block adds to the stream on the way from `entering` to `leaving`.
 *
 *     entering ─► Add(attn) ─► Add(mlp) ─► leaving        two steps: attn reads level 0, mlp reads level 1
 *
 * @returns a text that says what the block does instead, where it does more than add to the stream.
 */
export function readContributions(source: SublayerSource, block: Block, { entering, leaving, mixers }: BlockPath): BlockStream | string {
  const { view, owners } = source;
  const makerOf = (name: string): Node | undefined => {
    const maker = view.maker(name);
    return maker && owners.get(maker) === block.index ? maker : undefined;
  };
  const carriers = findCarriers(makerOf, { entering, leaving });
  const chain: Addition[] = [];
  const added: string[] = [];
  const levelOf = new Map<string, number>();
  for (let name = leaving; name !== entering; ) {
    const node = makerOf(name);
    if (!node) return describeEnd(view, name);
    const [stream, ...more] = node.inputs.filter((input) => carriers.has(input));
    if (stream === undefined) return describeEnd(view, name);
    if (more.length > 0) return 'the stream is added to itself';
    levelOf.set(name, chain.length);
    if (node.opType === 'Add') {
      chain.push({ sum: name, stream });
      added.push(getOtherInput(node, stream));
    }
    name = stream;
  }
  // So far the levels are counted from the end of the block.
  for (const [name, above] of levelOf) levelOf.set(name, chain.length - above);
  levelOf.set(entering, 0);
  const read = createReader(source, block, { makerOf, levelOf, mixers });
  const steps: StreamStep[] = [];
  for (const [place, addition] of chain.entries()) {
    const tensor = getAt(added, place);
    const contributions = splitSum({ makerOf, read }, { tensor, addition });
    if (contributions.length === 0 && !isWeight(view, tensor)) return 'something is added to the stream that is not computed from it';
    steps.unshift({ ...addition, contributions });
  }
  return { steps };
}

/** The tensors of the block that are the stream itself: only additions and operators that store it stand between them and `entering`. */
function findCarriers(
  makerOf: (name: string) => Node | undefined,
  { entering, leaving }: Pick<BlockPath, 'entering' | 'leaving'>,
): ReadonlySet<string> {
  const carries = new Map<string, boolean>([[entering, true]]);
  const carry = (name: string): boolean => {
    const carried = carries.get(name);
    if (carried !== undefined) return carried;
    const node = makerOf(name);
    const candidates = node?.opType === 'Add' ? node.inputs : node && PASSING.has(node.opType) ? node.inputs.slice(0, 1) : [];
    const found = candidates.filter(carry).length > 0;
    carries.set(name, found);
    return found;
  };
  carry(leaving);
  return new Set([...carries].flatMap(([name, found]) => (found ? [name] : [])));
}

function describeEnd(view: GraphView, name: string): string {
  if (comesFromNorm(view, name)) return 'the stream itself passes through a norm, so that attention and MLP do not add to one stream';
  const operator = view.maker(name)?.opType ?? 'an input';
  return `what leaves it is made by ${operator} and is not a sum with the stream that enters it`;
}

/** Reads what one contribution is computed from: levels of the stream, a cache, or other blocks. */
type ContributionReader = (tensor: string) => Pick<Contribution, 'mixes' | 'levels'>;

function createReader(
  { view }: SublayerSource,
  { ports }: Block,
  {
    makerOf,
    levelOf,
    mixers,
  }: Pick<BlockPath, 'mixers'> & { makerOf: (name: string) => Node | undefined; levelOf: ReadonlyMap<string, number> },
): ContributionReader {
  const pasts = new Set(ports.filter(({ direction }) => direction === 'past').map(({ name }) => name));
  return (tensor) => {
    const { nodes, tensors } = view.upstream(
      [tensor],
      (maker, name) => !levelOf.has(name) && makerOf(name) !== undefined && !readsExtents(maker),
    );
    const levels = [...tensors].map((name) => levelOf.get(name)).filter((level) => level !== undefined);
    const mixes = [...tensors].some((name) => pasts.has(name)) || [...nodes].some((node) => mixers.has(node));
    return { mixes, levels: [...new Set(levels)].sort((a, b) => a - b) };
  };
}

interface SumReader {
  readonly makerOf: (name: string) => Node | undefined;
  readonly read: ContributionReader;
}

/**
 * The contributions in an added tensor. A sum of a mixer's output and another tensor counts as two; every other tensor that the block computes counts
 * as one.
 */
function splitSum(reader: SumReader, { tensor, addition }: { tensor: string; addition: Addition }): readonly Contribution[] {
  const { makerOf, read } = reader;
  const node = makerOf(tensor);
  if (node === undefined) return [];
  const parts = node.opType === 'Add' ? node.inputs.filter((input) => makerOf(input) !== undefined) : [];
  const [left, right] = parts;
  if (left === undefined || right === undefined || read(left).mixes === read(right).mixes) return [{ tensor, addition, ...read(tensor) }];
  return [
    ...splitSum(reader, { tensor: left, addition: { sum: tensor, stream: right } }),
    ...splitSum(reader, { tensor: right, addition: { sum: tensor, stream: left } }),
  ];
}

/** True for a tensor that is computed from weights and constants alone. */
function isWeight(view: GraphView, tensor: string): boolean {
  const { tensors } = view.upstream([tensor], (_, name) => !view.weight(name));
  return [...tensors].every((name) => view.weight(name) ?? view.maker(name));
}
