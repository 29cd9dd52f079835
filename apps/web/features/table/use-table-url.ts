'use client';

import { useQueryStates } from 'nuqs';
import { parseAsArrayOf, parseAsString } from 'nuqs/server';
import type { Column } from './column.ts';

/** One sorted column; `desc` = largest first. */
export interface Sort {
  readonly id: string;
  readonly desc: boolean;
}

/** State of a table; all of it is in the URL. */
export interface TableState {
  readonly sort: readonly Sort[];
  /** Visible columns, in order. */
  readonly shown: readonly string[];
  readonly pinned: readonly string[];
  readonly groupBy: string | null;
  /** Values of the grouping column whose groups are folded. */
  readonly folded: readonly string[];
}

export interface TableDefaults {
  readonly sort: readonly Sort[];
  readonly pinned: readonly string[];
}

export interface TableUrl {
  readonly state: TableState;
  /** Whether the columns differ from the defaults. */
  readonly isArranged: boolean;
  readonly change: (changes: Partial<TableState>) => void;
  readonly resetColumns: () => void;
}

/** Reads and writes a table's state in the URL; `prefix` distinguishes two tables on one page. Unknown names are ignored. */
export function useTableUrl<Row>(columns: readonly Column<Row>[], defaults: TableDefaults, prefix: string): TableUrl {
  const urlKeys = Object.fromEntries(Object.keys(tableParsers).map((name) => [name, `${prefix}${name}`]));
  const [url, setUrl] = useQueryStates(tableParsers, { scroll: false, history: 'push', urlKeys });
  const known = new Map(columns.map((column) => [column.id, column]));
  const isKnown = (id: string) => known.has(id);
  const sort = url.sort?.map(parseSort).filter(({ id }) => isKnown(id));
  const usual = columns.filter((column) => !column.hidden).map((column) => column.id);
  const state: TableState = {
    sort: sort && sort.length > 0 ? sort : defaults.sort,
    shown: url.columns?.filter(isKnown) ?? usual,
    pinned: (url.pinned ?? defaults.pinned).filter(isKnown),
    groupBy: url.group !== null && known.get(url.group)?.groupable ? url.group : null,
    // Nothing is folded unless the address says so.
    folded: url.folded ?? [],
  };
  return {
    state,
    isArranged: url.columns !== null || url.pinned !== null,
    change: ({ sort: nextSort, shown, pinned, groupBy, folded }) =>
      void setUrl({
        ...(nextSort && { sort: isSame(nextSort.map(writeSort), defaults.sort.map(writeSort)) ? null : nextSort.map(writeSort) }),
        ...(shown && { columns: isSame(shown, usual) ? null : [...shown] }),
        ...(pinned && { pinned: isSame(pinned, defaults.pinned) ? null : [...pinned] }),
        ...(groupBy !== undefined && { group: groupBy, folded: null }),
        ...(folded && { folded: folded.length === 0 ? null : [...folded] }),
      }),
    resetColumns: () => void setUrl({ columns: null, pinned: null }),
  };
}

function parseSort(text: string): Sort {
  return text.startsWith('-') ? { id: text.slice(1), desc: true } : { id: text, desc: false };
}

function writeSort({ id, desc }: Sort): string {
  return desc ? `-${id}` : id;
}

function isSame(a: readonly string[], b: readonly string[]): boolean {
  return a.length === b.length && a.every((item, index) => item === b[index]);
}

/** Sort direction of a newly chosen column: numbers from the largest, words from A, unless the column defines another one. */
export function toFirstSort<Row>({ id, first, numeric }: Column<Row>): Sort {
  return { id, desc: (first ?? (numeric ? 'desc' : 'asc')) === 'desc' };
}

const LIST = parseAsArrayOf(parseAsString);

/** State of a table, as stored in the URL. */
export const tableParsers = { sort: LIST, columns: LIST, pinned: LIST, group: parseAsString, folded: LIST };
