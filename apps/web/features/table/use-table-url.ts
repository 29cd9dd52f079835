'use client';

import { useQueryStates } from 'nuqs';
import { parseAsArrayOf, parseAsString } from 'nuqs/server';
import type { Column } from './column.ts';

/** One sorted column; `desc` = largest first. */
export interface Sort {
  readonly id: string;
  readonly desc: boolean;
}

const LIST = parseAsArrayOf(parseAsString);

/** State of a table, as stored in the URL. */
export const tableParsers = { sort: LIST, columns: LIST };

export interface TableUrl {
  readonly sort: readonly Sort[];
  /** Names of the visible columns. */
  readonly shown: readonly string[];
  readonly setSort: (sort: Sort | null) => void;
  /** Shows a hidden column, or hides a visible one. */
  readonly toggle: (id: string) => void;
}

/** Reads and writes a table's state in the URL; `prefix` distinguishes two tables on one page. Unknown names are ignored. */
export function useTableUrl<Row>(columns: readonly Column<Row>[], usualSort: readonly Sort[], prefix: string): TableUrl {
  const urlKeys = { sort: `${prefix}sort`, columns: `${prefix}columns` };
  const [url, setUrl] = useQueryStates(tableParsers, { scroll: false, history: 'push', urlKeys });
  const isKnown = (id: string) => columns.some((column) => column.id === id);
  // An address without a sort has the usual one.
  const sort = url.sort?.map(parseSort).filter(({ id }) => isKnown(id)) ?? [];
  const usual = columns.filter((column) => !column.hidden).map(({ id }) => id);
  const shown = url.columns?.filter(isKnown) ?? usual;
  return {
    sort: sort.length > 0 ? sort : usualSort,
    shown,
    setSort: (chosen) => void setUrl({ sort: chosen && [chosen.desc ? `-${chosen.id}` : chosen.id] }),
    toggle: (id) => {
      const wanted = columns.map((column) => column.id).filter((one) => shown.includes(one) !== (one === id));
      void setUrl({ columns: wanted.join() === usual.join() ? null : wanted });
    },
  };
}

function parseSort(text: string): Sort {
  return text.startsWith('-') ? { id: text.slice(1), desc: true } : { id: text, desc: false };
}

/** Sort direction of a newly chosen column: numbers from the largest, words from A, unless the column defines another one. */
export function toFirstSort<Row>({ id, first, numeric }: Column<Row>): Sort {
  return { id, desc: (first ?? (numeric ? 'desc' : 'asc')) === 'desc' };
}
