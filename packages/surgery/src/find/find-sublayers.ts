import type { Block } from './block-structure.ts';
import { pairHalves } from './pair-halves.ts';
import { readContributions, type SublayerSource } from './read-contributions.ts';
import type { BlockHalves, Sublayers } from './sublayers.ts';

/**
 * Finds the attention half and the MLP half of every block by data flow: what the residual additions between h_i and h_{i+1} add to the stream.
 *
 *     sequential   m = h + attn(norm(h))        h' = m + mlp(norm(m))
 *     parallel     h' = h + attn(norm(h)) + mlp(norm(h)), added in any order
 *
 * Output biases, norms after a half and residual multipliers belong to what is added. It never guesses: if a block adds something else, or if
 * blocks differ in their arrangement, no block has halves, and the result says why.
 */
export function findSublayers(source: SublayerSource): Sublayers {
  const readings = source.blocks.map((block) => readBlock(source, block));
  const [firstProblem] = readings.flatMap((reading) => (typeof reading === 'string' ? [reading] : []));
  if (firstProblem !== undefined) {
    const affected = readings.flatMap((reading, block) => (reading === firstProblem ? [block] : []));
    return { arrangement: null, reason: `${listBlocks(affected)}: ${firstProblem}` };
  }
  const halves = readings.filter((reading) => typeof reading !== 'string');
  const [first] = halves;
  if (!first) return { arrangement: null, reason: 'the model has no blocks' };
  const other = halves.findIndex(({ arrangement }) => arrangement !== first.arrangement);
  if (other > 0)
    return { arrangement: null, reason: `block 0 is ${first.arrangement} and block ${other} is ${halves[other]?.arrangement ?? 'not'}` };
  return { arrangement: first.arrangement, halves: halves.map(({ attention, mlp }) => ({ attention, mlp })) };
}

type BlockReading = BlockHalves & { readonly arrangement: 'sequential' | 'parallel' };

/** The halves of a block; a text says why it has none. */
function readBlock(source: SublayerSource, block: Block): BlockReading | string {
  if (block.kind !== 'attention' && block.kind !== 'local-attention')
    return `tokens are mixed by a ${block.kind}, and there is no attention beside an MLP`;
  const [entering = '', leaving = ''] = source.boundaries.slice(block.index, block.index + 2);
  const stream = readContributions(source, block, { entering, leaving });
  return typeof stream === 'string' ? stream : pairHalves(stream, { entering, leaving });
}

const SHOWN = 8;

function listBlocks(blocks: readonly number[]): string {
  if (blocks.length === 1) return `block ${blocks[0]}`;
  return `blocks ${blocks.slice(0, SHOWN).join(', ')}${blocks.length > SHOWN ? ', …' : ''}`;
}
