/**
 * How many models have a cell that counts, by benchmark; benchmarks without such a cell are missing.
 * @param models the cells of each model
 */
export function countModels<Cell extends { readonly benchmark: string }>(
  models: Iterable<readonly Cell[]>,
  isCounted: (cell: Cell) => boolean,
): ReadonlyMap<string, number> {
  const counts = new Map<string, number>();
  for (const cells of models) {
    const names = new Set<string>();
    for (const cell of cells) if (isCounted(cell)) names.add(cell.benchmark);
    // The first model on a benchmark finds no count.
    for (const name of names) counts.set(name, (counts.get(name) ?? 0) + 1);
  }
  return counts;
}
