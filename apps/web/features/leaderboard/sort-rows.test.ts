import { describe, expect, it } from '@jest/globals';
import type { BoardRow } from './board-row.ts';
import { listSortKeys, type SortKey, sortRows } from './sort-rows.ts';

const row = (name: string, averageRetention: number | null) => ({ model: { name }, averageRetention, cells: [] }) as unknown as BoardRow;
const average = listSortKeys([]).find((key) => key.name === 'average') as SortKey;
const names = (rows: readonly BoardRow[]) => rows.map(({ model }) => model.name);

describe('sortRows', () => {
  it('keeps rows without a value last in both directions', () => {
    const rows = [row('a', null), row('b', 0.5), row('c', 0.9)];
    expect(names(sortRows(rows, average, 'desc'))).toEqual(['c', 'b', 'a']);
    expect(names(sortRows(rows, average, 'asc'))).toEqual(['b', 'c', 'a']);
  });

  it("keeps the API's order among equals", () => {
    expect(names(sortRows([row('z', 1), row('a', 1)], average, 'desc'))).toEqual(['z', 'a']);
  });
});
