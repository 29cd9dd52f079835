import { MISSING, type Numbers } from '../ui/numbers.ts';
import type { AggregateKind, Column } from './column.ts';
import { formatNumber } from './format-cell.ts';

/** A column's values in the rows of a group. */
export interface Aggregate {
  readonly kind: AggregateKind;
  /** Number of rows that have a value; the others are not counted as 0. */
  readonly count: number;
  /** One number, or the two ends of a range; null if no row has a value. */
  readonly value: number | readonly [low: number, high: number] | null;
}

/** Aggregates a column over rows; null if the column does not declare how, as columns of words do not. */
export function aggregate<Row>({ aggregate: kind, value }: Column<Row>, rows: readonly Row[]): Aggregate | null {
  if (kind === undefined) return null;
  const values = rows.map(value).filter((one) => typeof one === 'number');
  return { kind, count: values.length, value: values.length === 0 ? null : COMPUTE[kind](values.toSorted((a, b) => a - b)) };
}

/** The numbers as text, in the format of their column. */
export function formatAggregate<Row>({ value }: Aggregate, column: Column<Row>, numbers: Numbers): string {
  if (value === null) return MISSING;
  return [...new Set([value].flat().map((one) => formatNumber(column, one, numbers)))].join(' – ');
}

/** What the numbers are: `median`, or `median of 3` if only three of the rows have a value. */
export function describeAggregate({ kind, count }: Aggregate, rowCount: number): string {
  return count === rowCount ? kind : `${kind} of ${count}`;
}

const COMPUTE: Readonly<Record<AggregateKind, (sorted: readonly number[]) => Aggregate['value']>> = {
  median: getMedian,
  range: (sorted) => [Math.min(...sorted), Math.max(...sorted)],
  sum: (sorted) => sorted.reduce((total, value) => total + value, 0),
};

/** The middle of sorted values; of an even number of values, the mean of the two in the middle. */
function getMedian(sorted: readonly number[]): number {
  const half = sorted.length / 2;
  const middle = sorted.slice(Math.ceil(half) - 1, Math.floor(half) + 1);
  return middle.reduce((total, value) => total + value, 0) / middle.length;
}

/**
 * Number of columns that the name of a group spans: those before the first aggregate. It stays in sight with pinned columns, so it never spans pinned
 * and other columns together.
 */
export function countNameColumns(aggregates: readonly unknown[], pinnedCount: number): number {
  const first = aggregates.findIndex((one, index) => index > 0 && one !== null);
  if (first < 0) return aggregates.length;
  return pinnedCount > 0 ? Math.min(first, pinnedCount) : first;
}
