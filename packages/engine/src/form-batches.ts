import type { TokenBatch, TokenRow } from './build-feeds.ts';

/** Rows of one run, right-padded to one width. */
export interface RowBatch {
  /** Index of each row in the list that was given. */
  readonly rows: readonly number[];
  readonly width: number;
  readonly tokens: TokenBatch;
}

/** Groups token rows into batches of at most `batch` rows of similar length, longest first, right-padded with id 0 under a mask. */
export function formBatches(sequences: readonly TokenRow[], batch: number): readonly RowBatch[] {
  // Longest first: the largest batch comes first, so running out of memory shows at once. The sort is stable, equal lengths keep their order.
  const lengthOf = (row: number): number => sequences[row]?.ids.length ?? 0;
  const order = [...sequences.keys()].sort((a, b) => lengthOf(b) - lengthOf(a));
  return Array.from({ length: Math.ceil(order.length / batch) }, (_, number) =>
    formBatch(order.slice(number * batch, (number + 1) * batch), sequences),
  );
}

function formBatch(rows: readonly number[], sequences: readonly TokenRow[]): RowBatch {
  const lengths = rows.map((row) => sequences[row]?.ids.length ?? 0);
  const width = Math.max(...lengths);
  const pad = (values: readonly number[]): readonly number[] => [...values, ...new Array<number>(width - values.length).fill(0)];
  const ids = rows.map((row) => pad(sequences[row]?.ids ?? []));
  const labels = rows.map((row) => pad([...(sequences[row]?.ids.slice(1) ?? []), sequences[row]?.next ?? 0]));
  return { rows, width, tokens: { ids, labels, lengths } };
}
