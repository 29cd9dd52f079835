import { describe, expect, it } from '@jest/globals';
import { toJson } from '../export/to-json.ts';
import { toLatex } from '../export/to-latex.ts';
import { MACHINE_NUMBERS } from '../ui/numbers.ts';
import { aggregate, countNameColumns, describeAggregate, formatAggregate } from './aggregate.ts';
import type { AggregateKind, Column } from './column.ts';
import { describeTable } from './describe-table.ts';

interface Row {
  readonly name: string;
  readonly family: string;
  readonly loss: number | null;
}

const column = (kind?: AggregateKind): Column<Row> => ({
  id: 'loss',
  title: 'Loss',
  numeric: true,
  width: 1,
  ...(kind && { aggregate: kind }),
  value: ({ loss }) => loss,
  format: (value, numbers) => numbers.percent(value, 1),
});
const NAME: Column<Row> = { id: 'name', title: 'Name', width: 1, value: ({ name }) => name };
const FAMILY: Column<Row> = { id: 'family', title: 'Family', width: 1, value: ({ family }) => family };
const rowsOf = (...losses: (number | null)[]): Row[] => losses.map((loss, index) => ({ name: `m${index}`, family: 'Llama', loss }));

describe('the aggregate of a group', () => {
  it('is the middle value, or the mean of the two in the middle, whatever the order', () => {
    expect(aggregate(column('median'), rowsOf(0.5, 0.1, 0.9))?.value).toBe(0.5);
    expect(aggregate(column('median'), rowsOf(1, 0.25, 0.75, 0))?.value).toBe(0.5);
    expect(aggregate(column('median'), rowsOf(10, 9, 100))?.value).toBe(10);
  });

  it('counts only the rows that have a value, and says so', () => {
    const found = aggregate(column('median'), rowsOf(null, 0.25, null, 0.75));
    expect(found).toEqual({ kind: 'median', count: 2, value: 0.5 });
    expect(found && describeAggregate(found, 4)).toBe('median of 2');
    expect(found && describeAggregate(found, 2)).toBe('median');
  });

  it('is a dash if no row has a value', () => {
    const found = aggregate(column('sum'), rowsOf(null));
    expect(found?.value).toBeNull();
    expect(found && formatAggregate(found, column('sum'), MACHINE_NUMBERS)).toBe('–');
  });

  it('may be a sum or a range, in the format of its column', () => {
    const textOf = (kind: AggregateKind, ...losses: number[]) => {
      const found = aggregate(column(kind), rowsOf(...losses));
      return found && formatAggregate(found, column(kind), MACHINE_NUMBERS);
    };
    expect(textOf('sum', 0.1, 0.2)).toBe('30.0 %');
    expect(textOf('range', 0.2, 0.1, 0.15)).toBe('10.0 % – 20.0 %');
    expect(textOf('range', 0.2, 0.2)).toBe('20.0 %');
  });

  it('exists only for columns that declare one', () => {
    expect(aggregate(column(), rowsOf(1))).toBeNull();
    expect(aggregate(NAME, rowsOf(1))).toBeNull();
  });
});

describe('the name of a group', () => {
  it('spans the columns before the first aggregate, but not pinned and other columns together', () => {
    expect(countNameColumns([null, null, {}, null], 0)).toBe(2);
    expect(countNameColumns([null, null, null, {}], 2)).toBe(2);
    expect(countNameColumns([{}, {}, null], 2)).toBe(1);
    expect(countNameColumns([null, null, null], 1)).toBe(3);
  });
});

describe('exports of grouped rows', () => {
  const shown = describeTable('Losses', {
    columns: [NAME, column('median')],
    groupColumn: FAMILY,
    listRecords: () => [...rowsOf(0.25, 0.75), { name: 'g', family: 'GPT-2', loss: null }],
  });

  it('hold the aggregates of the heads of groups', () => {
    expect(JSON.parse(toJson(shown, 'https://x/')).groups).toEqual([
      { name: 'Llama', rowCount: 2, aggregates: { loss: { kind: 'median', count: 2, value: 0.5 } } },
      { name: 'GPT-2', rowCount: 1, aggregates: { loss: { kind: 'median', count: 0, value: null } } },
    ]);
    const latex = toLatex(shown, 'https://x/');
    expect(latex).toContain('    \\multicolumn{1}{l}{\\emph{Llama}} & \\emph{50.0 \\% (median)} \\\\\n    m0 & 25.0 \\% \\\\\n');
    expect(latex).toContain('    \\multicolumn{1}{l}{\\emph{GPT-2}} & \\emph{-- (median of 0)} \\\\\n');
  });
});
