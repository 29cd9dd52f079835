import { getAt } from '@lamina/errors';

/** The name with the fewest changed letters; undefined if none is near. */
export function findNearest(wanted: string, names: readonly string[]): string | undefined {
  const [nearest] = names
    .map((name) => ({ name, changes: countChanges(wanted, name) }))
    .filter(({ name, changes }) => changes <= Math.max(2, name.length / 3))
    .toSorted((a, b) => a.changes - b.changes);
  return nearest?.name;
}

/** Letters that are inserted, left out or replaced (Levenshtein). */
function countChanges(a: string, b: string): number {
  let row = Array.from({ length: b.length + 1 }, (_, place) => place);
  for (const [place, letter] of [...a].entries()) {
    const next = [place + 1];
    for (const [column, other] of [...b].entries()) {
      const [left = 0, above = 0, before = 0] = [next[column], row[column + 1], row[column]];
      next.push(Math.min(left + 1, above + 1, before + (letter === other ? 0 : 1)));
    }
    row = next;
  }
  return getAt(row, b.length);
}
