import { describe, expect, it } from '@jest/globals';
import type { Column } from './column.ts';
import { sortRows } from './sort-rows.ts';

interface Row {
  readonly name: string;
  readonly loss: number | null;
}

const COLUMNS: readonly Column<Row>[] = [
  { id: 'name', title: 'Name', width: 1, value: ({ name }) => name },
  { id: 'loss', title: 'Loss', width: 1, value: ({ loss }) => loss },
];
const ROWS: readonly Row[] = [
  { name: 'b10', loss: 2 },
  { name: 'b9', loss: 10 },
  { name: 'a', loss: null },
];
const sortBy = (...ids: readonly string[]) =>
  sortRows(
    ROWS,
    COLUMNS,
    ids.map((id) => ({ id: id.replace('-', ''), desc: id.startsWith('-') })),
  ).map(({ name }) => name);

describe('sorted rows', () => {
  it('are in the order of numbers, with those without a value last in both directions', () => {
    expect(sortBy('loss')).toEqual(['b10', 'b9', 'a']);
    expect(sortBy('-loss')).toEqual(['b9', 'b10', 'a']);
  });

  it('have words as people order them, numbers inside words by their size', () => {
    expect(sortBy('name')).toEqual(['a', 'b9', 'b10']);
  });
});
