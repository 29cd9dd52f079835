import { emptySql, joinConditions, joinSql, rawSql, type Sql, sql } from '@lamina/database';
import { getAt } from '@lamina/errors';
import type { CursorPlace } from '../paging/cursor.ts';
import type { SelectedColumns } from './columns.ts';
import type { ListSource } from './list.ts';
import type { SortColumn } from './order-column.ts';
import type { PageRequest } from './page-request.ts';

/** The part of a list from which its statements are built. */
type PageSource = Pick<SelectedColumns, 'columns'> & Pick<ListSource, 'from' | 'key'>;

/** The same for child lists, which must know their column names. */
type ChildSource = PageSource & Pick<SelectedColumns, 'columnNames'>;

/**
 * One page of a whole list. For cursors, each row also has its sort values as "sort0", "sort1", … Rows that lack the first sort value are read only
 * if the rows before them do not fill the page.
 */
export function pageStatement(source: PageSource, request: PageRequest): Sql {
  const [part, missing] = splitAtMissing(request);
  const statement = partStatement(source, part);
  if (missing === undefined) return statement;
  const isNeeded = sql`(SELECT count(*) FROM present) <= ${request.first}`;
  return sql`WITH present AS MATERIALIZED (${statement}) SELECT * FROM present
    UNION ALL (${partStatement(source, { ...missing, conditions: [isNeeded, ...missing.conditions] })}) LIMIT ${request.first + 1}`;
}

function partStatement(source: PageSource, part: PageRequest): Sql {
  return sql`SELECT ${source.columns} ${sortValues(part)} FROM ${source.from}
    WHERE ${where(source, part)} ${orderByClause(part.columns, source.key)} LIMIT ${part.first + 1}`;
}

/**
 * The first rows of each of many parents in one statement, as one JSON document of columns. The column "parent" holds the index of the row's parent
 * among the keys, starting at 1. For thousands of rows with a few numbers each, the driver needs four times as long as parsing such a document. A
 * lateral subquery with a limit always runs as a nested loop, which returns each parent's rows in the subquery's order. Sorting them again would cost
 * a third of the statement.
 */
export function childPagesStatement(source: ChildSource, link: Sql, parentKeys: readonly string[], request: PageRequest): Sql {
  const names = ['parent', ...source.columnNames, ...sortNames(request)];
  const [present, missing] = splitAtMissing(request);
  const page = missing === undefined ? present : request;
  const columns = names.map((name) => rawSql(`'${name}', json_agg(child."${name}")`));
  return sql`SELECT json_build_object(${joinSql(columns)}) AS "columns" FROM (
    SELECT parent."number"::int4 AS "parent", page.* FROM unnest(${listOfKeys(parentKeys)}::uuid[]) WITH ORDINALITY AS parent("key", "number")
    CROSS JOIN LATERAL (
      SELECT ${source.columns} ${sortValues(page)} FROM ${source.from}
      WHERE ${link} = parent."key" AND ${where(source, page)} ${orderByClause(page.columns, source.key)} LIMIT ${page.first + 1}
    ) AS page
  ) AS child`;
}

/** How many rows a whole list has. */
export function countStatement({ from, alone = from }: Pick<ListSource, 'from' | 'alone'>, conditions: readonly Sql[]): Sql {
  // A condition on a joined column would prevent an index-only count, even if PostgreSQL drops the join.
  return sql`SELECT count(*)::int4 AS "count" FROM ${conditions.length === 0 ? alone : from} WHERE ${joinConditions(conditions)}`;
}

/** How many rows each of many parents has; parents without rows are missing. */
export function childCountsStatement(source: PageSource, link: Sql, parentKeys: readonly string[], conditions: readonly Sql[]): Sql {
  return sql`SELECT ${link}::text AS "parentKey", count(*)::int4 AS "count" FROM ${source.from}
    WHERE ${link} = ANY(${listOfKeys(parentKeys)}::uuid[]) AND ${joinConditions(conditions)} GROUP BY ${link}`;
}

/** Rows by a unique column. */
export function rowsStatement(source: PageSource, column: Sql, values: readonly string[], type: 'uuid' | 'text'): Sql {
  return sql`SELECT ${source.columns}, ${column}::text AS "lookup" FROM ${source.from} WHERE ${column} = ANY(${[...values]}::${rawSql(type)}[])`;
}

/** Keys as PostgreSQL writes a list of them. The driver would quote each. */
function listOfKeys(keys: readonly string[]): string {
  return `{${keys.join()}}`;
}

function where(source: PageSource, { conditions, columns, after }: PageRequest): Sql {
  return joinConditions(after === null ? conditions : [...conditions, afterCondition(columns, source.key, after)]);
}

function sortValues(request: PageRequest): Sql {
  if (!request.hasCursors) return emptySql;
  return joinSql(
    request.columns.map(({ expression }, index) => sql`, (${expression})::text AS ${rawSql(`"sort${index}"`)}`),
    ' ',
  );
}

function sortNames({ columns, hasCursors }: PageRequest): readonly string[] {
  return hasCursors ? columns.map((_, index) => `sort${index}`) : [];
}

/**
 * Splits a list into rows with a value in the first order column, and rows without one (if the value may be missing). An index supports values in
 * both directions, but has the missing values only at one end. The condition that the column is not null also tells PostgreSQL that its table is
 * joined in every row, so it may start there and read the list in index order.
 */
function splitAtMissing(request: PageRequest): readonly [PageRequest, PageRequest?] {
  const { conditions, after } = request;
  const [column, ...others] = request.columns;
  if (column === undefined) return [request];
  const present: PageRequest = {
    ...request,
    columns: [{ ...column, isNullable: false }, ...others],
    conditions: [...conditions, sql`${column.expression} IS NOT NULL`],
  };
  if (!column.isNullable) return [present];
  const isAmongMissing = after !== null && after.values[0] === null;
  const missing: PageRequest = {
    ...request,
    columns: [{ ...column, isMissing: true }, ...others],
    conditions: [...conditions, sql`${column.expression} IS NULL`],
    after: isAmongMissing ? after : null,
  };
  return isAmongMissing ? [missing] : [present, missing];
}

/** ORDER BY of a list: its columns with missing values last, then the key, so that the order is total. */
function orderByClause(columns: readonly SortColumn[], key: Sql): Sql {
  const sorted = columns.filter(({ isMissing }) => isMissing !== true);
  const parts = sorted.map(
    (column) => sql`${column.expression} ${rawSql(column.direction)} ${rawSql(column.isNullable ? 'NULLS LAST' : '')}`,
  );
  return sql`ORDER BY ${joinSql([...parts, sql`${key} ${rawSql(keyDirection(columns))}`])}`;
}

/** True for rows after a position in that order. */
function afterCondition(columns: readonly SortColumn[], key: Sql, place: CursorPlace): Sql {
  const comparison = rawSql(keyDirection(columns) === 'ASC' ? '>' : '<');
  const afterKey = sql`${key} ${comparison} ${place.key}::uuid`;
  // Built from the last column to the first: after this value, or equal to this value and after the rest.
  const after = columns.reduceRight((rest, column, index) => afterColumn(column, getAt(place.values, index), rest), afterKey);
  return sql`${notBefore(columns[0], place.values[0] ?? null)} ${after}`;
}

/**
 * A condition that follows from the one above. With it, an index scan starts at the position; with OR alternatives alone it would start at the
 * beginning.
 */
function notBefore(first: SortColumn | undefined, value: string | null): Sql {
  if (first === undefined || first.isNullable || value === null) return emptySql;
  return sql`${first.expression} ${rawSql(first.direction === 'ASC' ? '>=' : '<=')} ${value}::${rawSql(first.type)} AND`;
}

function afterColumn(column: SortColumn, value: string | null, rest: Sql): Sql {
  if (value === null) return sql`(${column.expression} IS NULL AND ${rest})`;
  const bound = sql`${value}::${rawSql(column.type)}`;
  const comparison = rawSql(column.direction === 'ASC' ? '>' : '<');
  const orMissing = column.isNullable ? sql`OR ${column.expression} IS NULL` : sql``;
  return sql`(${column.expression} ${comparison} ${bound} ${orMissing} OR (${column.expression} = ${bound} AND ${rest}))`;
}

/** The key is sorted in the direction of the last column, so that an index on (column, key) serves both directions. */
function keyDirection(columns: readonly SortColumn[]): 'ASC' | 'DESC' {
  return columns.at(-1)?.direction ?? 'ASC';
}
