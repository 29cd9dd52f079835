import type { PageRecord } from './page-connection.ts';

/** What childPagesStatement answers: each column's values in one list, "parent" among them; null where there are no rows. */
export interface ChildColumns {
  readonly columns: Readonly<Record<string, readonly unknown[] | null>>;
}

/** PostgreSQL's driver makes dates of timestamps, JSON does not; columns of timestamps, and only they, end so. */
const DATE_COLUMN = /At$/;

/** The records of each parent, in the order of the parents. */
export function readChildPages({ columns }: ChildColumns, parentCount: number): readonly (readonly PageRecord[])[] {
  const pages = Array.from({ length: parentCount }, (): PageRecord[] => []);
  const { parent: parents, ...rest } = columns;
  const names = Object.keys(rest);
  const values = names.map((name) => (DATE_COLUMN.test(name) ? rest[name]?.map(readDate) : rest[name]) ?? []);
  for (const [row, parent] of (parents ?? []).entries()) {
    const record: Record<string, unknown> = {};
    for (let column = 0; column < names.length; column += 1) record[names[column] as string] = values[column]?.[row];
    pages[(parent as number) - 1]?.push(record as PageRecord);
  }
  return pages;
}

function readDate(value: unknown): unknown {
  return typeof value === 'string' ? new Date(value) : value;
}
