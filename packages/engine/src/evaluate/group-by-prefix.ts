import { getAt } from '@lamina/errors';

/** Rows that share their first `length` tokens. */
export interface PrefixGroup {
  /** The index of each row in the given list. */
  readonly rows: readonly number[];
  readonly length: number;
}

/** Rows sorted by their tokens: rows that share a prefix stand together. */
interface Sorted {
  readonly order: readonly number[];
  /** The number of tokens that a row shares with the row before it. */
  readonly shared: readonly number[];
}

/**
 * Divides rows into groups, so that reading the prefix of each group once saves the most tokens. Groups are, for example, the choices of a question, or
 * questions after the same examples.
 */
export function groupByPrefix(rows: readonly (readonly number[])[]): readonly PrefixGroup[] {
  const order = [...rows.keys()].sort((a, b) => compareTokens(getAt(rows, a), getAt(rows, b)));
  const sorted = order.map((row) => getAt(rows, row));
  const shared = sorted.map((row, place) => (place === 0 ? 0 : countShared(getAt(sorted, place - 1), row)));
  return order.length === 0 ? [] : findBest({ order, shared }, 0, order.length).groups;
}

/** Rows `first` … `end − 1` as one group, or divided into stretches that share more tokens than all of them do. */
function findBest(sorted: Sorted, first: number, end: number): { readonly groups: readonly PrefixGroup[]; readonly saved: number } {
  const { order, shared } = sorted;
  const rows = order.slice(first, end);
  if (rows.length < 2) return { groups: [{ rows, length: 0 }], saved: 0 };
  const inner = shared.slice(first + 1, end);
  const length = inner.reduce((least, value) => Math.min(least, value));
  const together = { groups: [{ rows, length }], saved: (rows.length - 1) * length };
  const cuts = inner.flatMap((value, place) => (value === length ? [first + 1 + place] : []));
  const parts = [first, ...cuts].map((start, place) => findBest(sorted, start, cuts[place] ?? end));
  const saved = parts.reduce((sum, part) => sum + part.saved, 0);
  return saved > together.saved || length === 0 ? { groups: parts.flatMap(({ groups }) => groups), saved } : together;
}

function compareTokens(a: readonly number[], b: readonly number[]): number {
  const place = a.findIndex((id, index) => id !== b[index]);
  return place === -1 || place === b.length ? a.length - b.length : getAt(a, place) - getAt(b, place);
}

function countShared(a: readonly number[], b: readonly number[]): number {
  const place = a.findIndex((id, index) => id !== b[index]);
  return place === -1 ? a.length : place;
}
