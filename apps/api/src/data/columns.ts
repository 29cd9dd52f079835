import { joinSql, rawSql, type Sql, sql } from '@lamina/database';

/** An SQL expression of a row, or one that holds a time. JSON returns times as text, so they need a mark. */
export type Column = Sql | { readonly time: Sql };

/** Columns by their names in the result. */
export type Columns = Readonly<Record<string, Column>>;

/** Columns as a statement selects them. */
export interface SelectedColumns {
  readonly columns: Sql;
  readonly columnNames: readonly string[];
  /** The names of columns that hold times. */
  readonly timeNames: readonly string[];
}

/** Columns of one table that keep their names; `alias` is the table's name in the statement. */
export function columnsOf<Name extends string>(alias: string, ...names: readonly Name[]): Readonly<Record<Name, Sql>> {
  return Object.fromEntries(names.map((name) => [name, rawSql(`${alias}."${name}"`)])) as Record<Name, Sql>;
}

/** The same for columns that hold times. */
export function timesOf<Name extends string>(alias: string, ...names: readonly Name[]): Readonly<Record<Name, { readonly time: Sql }>> {
  return Object.fromEntries(names.map((name) => [name, { time: rawSql(`${alias}."${name}"`) }])) as Record<Name, { readonly time: Sql }>;
}

/** Columns ready to be selected; null when there are none. */
export function selectColumns(columns: Columns): SelectedColumns | null {
  const entries = Object.entries(columns);
  if (entries.length === 0) return null;
  return {
    columns: joinSql(entries.map(([name, column]) => sql`${'time' in column ? column.time : column} AS ${rawSql(`"${name}"`)}`)),
    columnNames: entries.map(([name]) => name),
    timeNames: entries.filter(([, column]) => 'time' in column).map(([name]) => name),
  };
}

/** Several selections as one. At least one. */
export function joinColumns(parts: readonly SelectedColumns[]): SelectedColumns {
  return {
    columns: joinSql(parts.map(({ columns }) => columns)),
    columnNames: parts.flatMap(({ columnNames }) => columnNames),
    timeNames: parts.flatMap(({ timeNames }) => timeNames),
  };
}
