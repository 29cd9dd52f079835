/** Rows that begin with the same `length` tokens. */
export interface PrefixGroup {
  /** Index of each row in the list that was given. */
  readonly rows: readonly number[];
  readonly length: number;
}

/** Rows in the order of their tokens: of any that begin alike, all that stand between do. */
interface Sorted {
  readonly order: readonly number[];
  /** Tokens that a row shares with the one before it. */
  readonly shared: readonly number[];
}

/** Partitions rows so that reading the common beginning of each group once leaves out the most tokens: choices of a question, questions after the same examples. */
export function groupByPrefix(rows: readonly (readonly number[])[]): readonly PrefixGroup[] {
  const order = [...rows.keys()].sort((a, b) => compareTokens(rows[a], rows[b]));
  const shared = order.map((row, place) => (place === 0 ? 0 : countShared(rows[order[place - 1] ?? 0], rows[row])));
  return findBest({ order, shared }, 0, order.length).groups;
}

/** Rows `first` … `end − 1` as one group, or each stretch that shares more than they all do for itself. */
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

function compareTokens(a: readonly number[] = [], b: readonly number[] = []): number {
  const place = a.findIndex((id, index) => id !== b[index]);
  return place === -1 ? a.length - b.length : (a[place] ?? 0) - (b[place] ?? Number.NEGATIVE_INFINITY);
}

function countShared(a: readonly number[] = [], b: readonly number[] = []): number {
  const place = a.findIndex((id, index) => id !== b[index]);
  return place === -1 ? a.length : place;
}
