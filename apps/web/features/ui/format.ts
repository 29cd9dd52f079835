import { getAt } from '@lamina/errors';

/** `[0, 1, 2, 5]` → `0–2, 5`, which keeps lists of blocks short. */
export function formatIndices(indices: readonly number[]): string {
  const runs: string[] = [];
  for (let start = 0; start < indices.length; ) {
    let end = start;
    while (end + 1 < indices.length && getAt(indices, end + 1) === getAt(indices, end) + 1) end++;
    runs.push(end - start >= 2 ? `${indices[start]}–${indices[end]}` : indices.slice(start, end + 1).join(', '));
    start = end + 1;
  }
  return runs.length > 0 ? runs.join(', ') : 'none';
}
