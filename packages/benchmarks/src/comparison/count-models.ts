/**
 * How many models have a cell that counts, by benchmark; benchmarks without such a cell are missing.
 * @param models the cells of each model
 */
export function countModels<Cell extends { readonly benchmark: string }>(
  models: Iterable<readonly Cell[]>,
  isCounted: (cell: Cell) => boolean,
): ReadonlyMap<string, number> {
  const counts = new Map<string, number>();
  const lastCounted = new Map<string, readonly Cell[]>();
  for (const cells of models) {
    for (const cell of cells) {
      if (lastCounted.get(cell.benchmark) === cells || !isCounted(cell)) continue;
      lastCounted.set(cell.benchmark, cells);
      // The first model on a benchmark finds no count.
      counts.set(cell.benchmark, (counts.get(cell.benchmark) ?? 0) + 1);
    }
  }
  return counts;
}
