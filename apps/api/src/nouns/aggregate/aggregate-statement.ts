import { joinConditions, joinSql, rawSql, type Sql, sql } from '@lamina/database';

/** Most groups that one aggregate may have. */
export const MAX_GROUPS = 2000;

/** The parts of an aggregate statement. */
export interface Aggregation {
  readonly from: Sql;
  readonly conditions: readonly Sql[];
  /** Expressions by the name of the column that holds them. */
  readonly keys: Readonly<Record<string, Sql>>;
  readonly value: Sql;
  readonly quantiles: readonly number[];
}

/** One row per group, in the order of the keys; at most one row more than allowed. */
export function aggregateStatement({ from, conditions, keys, value, quantiles }: Aggregation): Sql {
  const names = Object.keys(keys);
  const columns = names.map((name) => sql`${keys[name] ?? sql`NULL`} AS ${rawSql(`"${name}"`)}`);
  const places = rawSql(names.map((_, index) => index + 1).join(', '));
  return sql`SELECT ${joinSql(columns)}, count(*)::int4 AS "count", avg(${value}) AS "mean", stddev_samp(${value}) AS "standardDeviation",
      min(${value}) AS "minimum", max(${value}) AS "maximum",
      percentile_cont(${[...quantiles]}::float8[]) WITHIN GROUP (ORDER BY ${value}) AS "quantiles"
    FROM ${from} WHERE ${joinConditions([...conditions, sql`${value} IS NOT NULL`])}
    GROUP BY ${places} ORDER BY ${places} LIMIT ${MAX_GROUPS + 1}`;
}

/** Index of the equal-width range that contains a number between 0 and 1; the last range includes both ends. */
export function binExpression(number: Sql, binCount: number): Sql {
  // Without the small addend, a depth such as 3/10 could fall into the lower range by a rounding error.
  return sql`least(${binCount}::int4 - 1, floor(${number} * ${binCount}::int4 + 1e-9))::int4`;
}
