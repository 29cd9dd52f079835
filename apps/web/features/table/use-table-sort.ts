'use client';

import { parseAsString, useQueryState } from 'nuqs';
import type { Column } from './column.ts';

/** One sorted column; `desc` = largest first. */
export interface Sort {
  readonly id: string;
  readonly desc: boolean;
}

/** The order of a table, as stored in the URL: `-value` = largest value first. `prefix` distinguishes two tables on one page; unknown names are ignored. */
export function useTableSort<Row>(
  columns: readonly Column<Row>[],
  usual: readonly Sort[],
  prefix: string,
): readonly [sort: readonly Sort[], setSort: (sort: Sort | null) => void] {
  const [text, setText] = useQueryState(`${prefix}sort`, parseAsString.withOptions({ scroll: false, history: 'push' }));
  const chosen = text?.startsWith('-') ? { id: text.slice(1), desc: true } : { id: String(text), desc: false };
  const sort = columns.some(({ id }) => id === chosen.id) ? [chosen] : usual;
  return [sort, (wanted) => void setText(wanted && `${wanted.desc ? '-' : ''}${wanted.id}`)];
}

/** Sort direction of a newly chosen column: numbers from the largest, words from A, unless the column defines another one. */
export function toFirstSort<Row>({ id, first, numeric }: Column<Row>): Sort {
  return { id, desc: (first ?? (numeric ? 'desc' : 'asc')) === 'desc' };
}
