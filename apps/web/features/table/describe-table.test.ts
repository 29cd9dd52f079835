import { describe, expect, it } from '@jest/globals';
import type { Column } from './column.ts';
import { describeTable } from './describe-table.ts';

interface Row {
  readonly name: string;
  readonly family: string;
}

const NAME: Column<Row> = { id: 'name', title: 'Name', width: 1, value: ({ name }) => name };
const FAMILY: Column<Row> = { id: 'family', title: 'Family', width: 1, value: ({ family }) => family };
const listRecords = () => [
  { name: 'a', family: 'Llama' },
  { name: 'b', family: 'GPT-2' },
];

describe('a table for export', () => {
  it('names the column that its rows are gathered by, first and also where it is not in sight', () => {
    const shown = describeTable('Models', { columns: [NAME], groupColumn: FAMILY, listRecords });
    expect(shown.groupedBy).toBe('family');
    expect(shown.columns.map(({ id }) => id)).toEqual(['family', 'name']);
    expect(shown.rows.map((row) => row.map(({ text }) => text))).toEqual([
      ['Llama', 'a'],
      ['GPT-2', 'b'],
    ]);
  });

  it('holds the columns shown, in their order', () => {
    const shown = describeTable('Models', { columns: [FAMILY, NAME], groupColumn: null, listRecords });
    expect([shown.groupedBy, ...shown.columns.map(({ id }) => id)]).toEqual([undefined, 'family', 'name']);
  });
});
