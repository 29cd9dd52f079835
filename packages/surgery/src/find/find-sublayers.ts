import type { Node } from '@lamina/onnx';
import type { Block } from './block-structure.ts';
import { pairHalves } from './pair-halves.ts';
import { readContributions, type SublayerSource } from './read-contributions.ts';
import type { BlockHalves, Sublayers } from './sublayers.ts';

/**
 * Finds the halves of every block by data flow: what the residual additions between h_i and h_{i+1} add to the stream. One half mixes tokens (an
 * attention, or a convolution, a state space or a recurrence in its place), the other is the MLP.
 *
 *     sequential   m = h + attn(norm(h))        h' = m + mlp(norm(m))
 *     parallel     h' = h + attn(norm(h)) + mlp(norm(h)), added in any order
 *
 * Output biases, norms after a half and residual multipliers belong to what is added. It never guesses: a block that adds something else has no
 * halves, and the result says why. If blocks differ in their arrangement, no block has halves: their numbers would not be comparable.
 */
export function findSublayers(source: SublayerSource): Sublayers {
  const readings = source.blocks.map((block) => readBlock(source, block));
  const found = readings.flatMap((reading, block) => (typeof reading === 'string' ? [] : [{ block, arrangement: reading.arrangement }]));
  const [first] = found;
  if (!first) return { arrangement: null, reason: describeProblem(readings) };
  const { arrangement } = first;
  const other = found.find((reading) => reading.arrangement !== arrangement);
  if (other)
    return { arrangement: null, reason: `block ${first.block} is ${arrangement} and block ${other.block} is ${other.arrangement}` };
  const halves = readings.map((reading) => (typeof reading === 'string' ? reading : reading.halves));
  return { arrangement, halves };
}

interface BlockReading {
  readonly arrangement: 'sequential' | 'parallel';
  readonly halves: BlockHalves;
}

/** The halves of a block; a text says why it has none. */
function readBlock(source: SublayerSource, block: Block): BlockReading | string {
  const [entering = '', leaving = ''] = source.boundaries.slice(block.index, block.index + 2);
  const { mixers, otherMixer } = findMixers(source, block);
  const stream = readContributions(source, block, { entering, leaving, mixers });
  const paired = typeof stream === 'string' ? stream : pairHalves(stream, { entering, leaving });
  if (typeof paired === 'string') return otherMixer === null ? paired : `${otherMixer} mixes its tokens, and ${paired}`;
  const { arrangement, ...halves } = paired;
  return { arrangement, halves: { ...halves, otherMixer } };
}

const OTHER_MIXERS: Readonly<Partial<Record<Block['kind'], string>>> = {
  convolution: 'a convolution',
  'state-space': 'a state space',
  recurrent: 'a recurrence',
};

/**
 * The nodes that mix the tokens of a block, and what they are where they are no attention. A block may hold an attention beside another mixer, in one
 * half. What reads a cache mixes tokens too, so that other mixers need not be looked for where there is one.
 */
function findMixers(
  { owners, attentions, otherMixers }: SublayerSource,
  { index, kind, ports }: Block,
): { readonly mixers: ReadonlySet<Node>; readonly otherMixer: string | null } {
  const otherMixer = OTHER_MIXERS[kind] ?? null;
  if (ports.some(({ direction }) => direction === 'past')) return { mixers: attentions, otherMixer };
  if (otherMixer !== null) return { mixers: attentions.union(otherMixers), otherMixer };
  const attends = [...attentions].some((node) => owners.get(node) === index);
  return attends ? { mixers: attentions, otherMixer } : { mixers: otherMixers, otherMixer: 'a product without a softmax' };
}

function describeProblem(readings: readonly (BlockReading | string)[]): string {
  const [problem] = readings;
  if (typeof problem !== 'string') return 'the model has no blocks';
  return `${listBlocks(readings.flatMap((reading, block) => (reading === problem ? [block] : [])))}: ${problem}`;
}

const SHOWN = 8;

function listBlocks(blocks: readonly number[]): string {
  if (blocks.length === 1) return `block ${blocks[0]}`;
  return `blocks ${blocks.slice(0, SHOWN).join(', ')}${blocks.length > SHOWN ? ', …' : ''}`;
}
