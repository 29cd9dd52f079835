import type { Choice } from './choice-filter.tsx';

/** The distinct values of the rows with their row counts, most frequent first. */
export function listChoices<Row>(
  rows: readonly Row[],
  read: (row: Row) => { readonly value: string; readonly label: string },
): readonly Choice[] {
  const found = new Map<string, { value: string; label: string; count: number }>();
  for (const row of rows) {
    const { value, label } = read(row);
    const known = found.get(value);
    if (known) known.count++;
    else found.set(value, { value, label, count: 1 });
  }
  return [...found.values()].sort((a, b) => b.count - a.count || a.label.localeCompare(b.label, 'en'));
}
