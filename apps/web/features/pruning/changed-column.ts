import type { Column } from '../table/column.ts';

/** The column of the share of changed answers. */
export function toChangedColumn<Row>(value: (row: Row) => number | null): Column<Row> {
  return {
    id: 'changed',
    title: 'Changed answers',
    hint: 'mean share',
    definition:
      'Share of the questions that only one of the two models answers right (flips), mean over the benchmarks. The accuracy can stay the same while many answers change.',
    numeric: true,
    first: 'asc',
    width: 112,
    value,
    format: (share, numbers) => numbers.fixed(share, 3),
  };
}
