import { getAt } from '@lamina/errors';
import type { ReadCheckpoint } from './read-graph.ts';

/** The stored parameters of each block that no graph reads, because they compute nothing on texts of the length that graphs allow. */
export function countIdle(checkpoint: ReadCheckpoint | null): readonly number[] {
  if (checkpoint === null) return [];
  const { idle, blocks } = checkpoint.decoder;
  const counts = blocks.map(() => 0);
  if (idle === undefined) return counts;
  for (const [name, { dims }] of checkpoint.stored) {
    const block = Number(/\.(\d+)\./.exec(name)?.[1]);
    if (idle.test(name) && block < counts.length)
      counts[block] = getAt(counts, block) + dims.reduce((product, extent) => product * extent, 1);
  }
  return counts;
}
