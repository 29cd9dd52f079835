import type { BoardRow } from './board-row.ts';

/** A sortable column: its name in the URL and the value rows are sorted by. */
export interface SortKey {
  readonly name: string;
  readonly first: 'asc' | 'desc';
  readonly get: (row: BoardRow) => string | number | null;
}

/** The columns of a board with these benchmarks, in the order of the table. */
export function listSortKeys(benchmarks: readonly string[]): SortKey[] {
  return [
    { name: 'rank', first: 'asc', get: (row) => row.rank },
    { name: 'model', first: 'asc', get: (row) => row.model.name.toLowerCase() },
    { name: 'average', first: 'desc', get: (row) => row.averageRetention },
    { name: 'perplexity', first: 'asc', get: (row) => row.perplexityRatio },
    { name: 'redundancy', first: 'desc', get: (row) => row.redundancyShare },
    { name: 'blocks', first: 'desc', get: (row) => row.model.blockCount },
    { name: 'parameters', first: 'desc', get: (row) => row.model.parameterCount },
    { name: 'norm', first: 'asc', get: (row) => row.model.normPlacement },
    ...benchmarks.map((benchmark): SortKey => ({ name: benchmark, first: 'desc', get: (row) => getRetention(row, benchmark) })),
    { name: 'family', first: 'asc', get: (row) => row.model.family.name.toLowerCase() },
  ];
}

/** Sorts by one key; rows without a value come last whichever way, equal rows keep the API's order. */
export function sortRows(rows: readonly BoardRow[], key: SortKey, direction: 'asc' | 'desc'): BoardRow[] {
  const sign = direction === 'asc' ? 1 : -1;
  return rows.toSorted((left, right) => {
    const a = key.get(left);
    const b = key.get(right);
    if (a === null || b === null) return Number(a === null) - Number(b === null);
    return a < b ? -sign : a > b ? sign : 0;
  });
}

function getRetention(row: BoardRow, benchmark: string): number | null {
  return row.cells.find((cell) => cell.benchmark === benchmark)?.retention ?? null;
}
