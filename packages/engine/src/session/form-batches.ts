import { getAt } from '@lamina/errors';
import type { TokenBatch, TokenRow } from './build-feeds.ts';

/** The rows of one run, right-padded to one width. */
export interface RowBatch {
  /** The index of each row in the given list. */
  readonly rows: readonly number[];
  readonly width: number;
  readonly tokens: TokenBatch;
}

/**
 * Groups token rows into batches of at most `batch` rows of similar length, longest first. Rows are right-padded with id 0, which the mask hides.
 *
 * @param tokens the largest number of tokens in one batch, padding included; a longer row is a batch of its own
 */
export function formBatches(sequences: readonly TokenRow[], batch: number, tokens: number = Number.POSITIVE_INFINITY): readonly RowBatch[] {
  // The largest batch comes first, so that missing memory shows at once. The sort is stable: rows of equal length keep their order.
  const lengthOf = (row: number): number => getAt(sequences, row).ids.length;
  const order = [...sequences.keys()].sort((a, b) => lengthOf(b) - lengthOf(a));
  const batches: RowBatch[] = [];
  for (let first = 0; first < order.length; ) {
    const count = Math.max(1, Math.min(batch, Math.floor(tokens / Math.max(1, lengthOf(getAt(order, first))))));
    batches.push(formBatch(order.slice(first, first + count), sequences));
    first += count;
  }
  return batches;
}

function formBatch(rows: readonly number[], sequences: readonly TokenRow[]): RowBatch {
  const own = rows.map((row) => getAt(sequences, row));
  const lengths = own.map(({ ids }) => ids.length);
  const width = Math.max(...lengths);
  const pad = (values: readonly number[]): readonly number[] => [...values, ...new Array<number>(width - values.length).fill(0)];
  const ids = own.map((row) => pad(row.ids));
  const labels = own.map((row) => pad([...row.ids.slice(1), row.next]));
  return { rows, width, tokens: { ids, labels, lengths } };
}
