import type { Node } from '@lamina/onnx';
import type { Block } from './block-structure.ts';
import { type BlockStream, type Contribution, readContributions, type SublayerSource } from './read-contributions.ts';
import type { BlockSublayers, Sublayers } from './sublayers.ts';

/**
 * Finds the sublayers of every block by data flow: what the residual additions between h_i and h_{i+1} add to the stream. One sublayer mixes tokens (an
 * attention, or a convolution, a state space or a recurrence in its place), the other is the MLP.
 *
 *     sequential   m = h + attn(norm(h))        h' = m + mlp(norm(m))
 *     parallel     h' = h + attn(norm(h)) + mlp(norm(h)), added in any order
 *
 * Output biases, norms after a sublayer and residual multipliers belong to what is added. It never guesses: a block that adds something else has no
 * sublayers, and the result says why. If blocks differ in their arrangement, no block has sublayers: their numbers would not be comparable.
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
  return { arrangement, byBlock: readings.map((reading) => (typeof reading === 'string' ? reading : reading.sublayers)) };
}

interface BlockReading {
  readonly arrangement: 'sequential' | 'parallel';
  readonly sublayers: BlockSublayers;
}

/** The sublayers of a block; a text says why it has none. */
function readBlock(source: SublayerSource, block: Block): BlockReading | string {
  const named = source.named[block.index];
  if (named !== undefined) return { arrangement: 'sequential', sublayers: named };
  const [entering = '', leaving = ''] = source.boundaries.slice(block.index, block.index + 2);
  const { mixers, otherMixer } = findMixers(source, block);
  const stream = readContributions(source, block, { entering, leaving, mixers });
  const paired = typeof stream === 'string' ? stream : pairSublayers(stream, { entering, leaving });
  if (typeof paired === 'string') return otherMixer === null ? paired : `${otherMixer} mixes its tokens, and ${paired}`;
  const { arrangement, ...sublayers } = paired;
  return { arrangement, sublayers };
}

const OTHER_MIXERS: Readonly<Partial<Record<Block['kind'], string>>> = {
  convolution: 'a convolution',
  'state-space': 'a state space',
  recurrent: 'a recurrence',
};

/**
 * The nodes that mix the tokens of a block, and what they are where they are no attention. A block may hold an attention beside another mixer, in one
 * sublayer. What reads a cache mixes tokens too, so that other mixers need not be looked for where there is one.
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

/** Both sublayers, and how they are arranged. */
type PairedSublayers = BlockSublayers & { readonly arrangement: 'sequential' | 'parallel' };

/** The two sublayers of a block, from what the block adds to the stream. A text says why there are none: not one mixer and one MLP are added. */
function pairSublayers(
  { steps }: BlockStream,
  { entering, leaving }: { readonly entering: string; readonly leaving: string },
): PairedSublayers | string {
  const contributions = steps.flatMap((step) => step.contributions);
  const [mixer, ...mixers] = contributions.filter(({ mixes }) => mixes);
  const [mlp, ...others] = contributions.filter(({ mixes }) => !mixes);
  const count = contributions.length === 1 ? 'one contribution is' : `${contributions.length} contributions are`;
  if (!mixer) return `${count} added to the stream, none of which mixes tokens`;
  if (!mlp) return `${count} added to the stream, and no MLP`;
  if (mixers.length + others.length > 0) return `${count} added to the stream, not one that mixes tokens and one MLP`;
  if (!isOnly(mixer, 0)) return 'tokens are mixed after something was added to the stream';
  const [level = -1, ...levels] = mlp.levels;
  if (level < 0 || levels.length > 0) return 'the MLP does not read the stream at one place';
  if (level === 0) {
    if (steps.some((step) => step.contributions.length === 0)) return 'a bias is added to the stream that belongs to neither sublayer';
    const alone = ({ tensor, addition }: Contribution) => ({ start: entering, end: [entering, tensor], additions: [addition] });
    return { arrangement: 'parallel', mixer: alone(mixer), mlp: alone(mlp) };
  }
  // A bias that is added by itself belongs to the sublayer in whose stretch it stands. The stream m between the sublayers is what the MLP reads.
  const middle = steps[level - 1]?.sum;
  if (middle === undefined || !steps.slice(0, level).some((step) => step.contributions.includes(mixer)))
    return 'the MLP does not read the stream to which the mixed tokens were added';
  const between = (from: number, to?: number) => steps.slice(from, to).map(({ sum, stream }) => ({ sum, stream }));
  return {
    arrangement: 'sequential',
    mixer: { start: entering, end: [middle], additions: between(0, level) },
    mlp: { start: middle, end: [leaving], additions: between(level) },
  };
}

function isOnly({ levels }: Contribution, level: number): boolean {
  return levels.length === 1 && levels[0] === level;
}
