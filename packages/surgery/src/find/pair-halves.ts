import type { BlockStream, Contribution } from './read-contributions.ts';
import type { BlockHalves } from './sublayers.ts';

/** Both halves, whatever mixes the tokens, and how they are arranged. */
type PairedHalves = Pick<BlockHalves, 'mixer' | 'mlp'> & { readonly arrangement: 'sequential' | 'parallel' };

/** The two halves of a block, from what the block adds to the stream. A text says why there are none: not one mixer and one MLP are added. */
export function pairHalves(
  { steps }: BlockStream,
  { entering, leaving }: { readonly entering: string; readonly leaving: string },
): PairedHalves | string {
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
  // A bias that is added by itself belongs to the half in whose stretch it stands. The stream m between the halves is what the MLP reads.
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
