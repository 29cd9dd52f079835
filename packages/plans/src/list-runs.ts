/** Runs of consecutive blocks, as half-open ranges in the parent's numbering: [0, 1, 4] gives [0, 2) and [4, 5). `blocks` is ascending. */
export function listRuns(blocks: readonly number[]): readonly (readonly [start: number, end: number])[] {
  const runs: [number, number][] = [];
  for (const index of blocks) {
    const last = runs.at(-1);
    if (last && last[1] === index) last[1] += 1;
    else runs.push([index, index + 1]);
  }
  return runs;
}
