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

/** An object of the schema in one column, as JSON. It cannot hold times. */
export function objectOf(fields: Readonly<Record<string, Sql>>): Sql {
  return sql`json_build_object(${joinSql(Object.entries(fields).map(([name, value]) => sql`${rawSql(`'${name}'`)}, ${value}`))})`;
}

/** The same; null where the condition does not hold. */
export function objectWhere(condition: Sql, fields: Readonly<Record<string, Sql>>): Sql {
  return sql`CASE WHEN ${condition} THEN ${objectOf(fields)} END`;
}

/** An interval in one column; null if either end is unknown. */
export function intervalOf(low: Sql, high: Sql): Sql {
  return objectWhere(sql`${low} IS NOT NULL AND ${high} IS NOT NULL`, { low, high });
}

/** Columns ready to be selected; at least one. */
export function selectColumns(columns: Columns): SelectedColumns {
  const entries = Object.entries(columns);
  return {
    columns: joinSql(entries.map(([name, column]) => sql`${'time' in column ? column.time : column} AS ${rawSql(`"${name}"`)}`)),
    columnNames: entries.map(([name]) => name),
    timeNames: entries.filter(([, column]) => 'time' in column).map(([name]) => name),
  };
}
