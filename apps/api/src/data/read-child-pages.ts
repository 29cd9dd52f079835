import type { PageRecord } from './page-connection.ts';

/** The result of childPagesStatement: the values of each column as one list, including "parent"; null if there are no rows. */
export interface ChildColumns {
  readonly columns: Readonly<Record<string, readonly unknown[] | null>>;
}

/** The records of each parent, in the order of the parents. The driver converts times to dates but JSON does not, so this function does. */
export function readChildPages(
  { columns }: ChildColumns,
  timeNames: readonly string[],
  parentCount: number,
): readonly (readonly PageRecord[])[] {
  const pages = Array.from({ length: parentCount }, (): PageRecord[] => []);
  const { parent: parents, ...rest } = columns;
  // There are no rows, so there are no lists.
  if (parents === null || parents === undefined) return pages;
  const names = Object.keys(rest);
  const values = names.map((name) => (timeNames.includes(name) ? rest[name]?.map(readDate) : rest[name]));
  for (let row = 0; row < parents.length; row += 1) {
    const record: Record<string, unknown> = {};
    for (let column = 0; column < names.length; column += 1) record[names[column] as string] = values[column]?.[row];
    pages[(parents[row] as number) - 1]?.push(record as PageRecord);
  }
  return pages;
}

function readDate(value: unknown): unknown {
  return typeof value === 'string' ? new Date(value) : value;
}
