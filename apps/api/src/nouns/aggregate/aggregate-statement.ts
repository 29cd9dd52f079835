import { joinConditions, joinSql, rawSql, type Sql, sql } from '../../data/sql.ts';

/** Most groups that one aggregate may have. */
export const MAX_GROUPS = 2000;

/** What a statement aggregates. */
export interface Aggregation {
  readonly from: Sql;
  readonly conditions: readonly Sql[];
  /** Expressions by the name of the column that holds them. */
  readonly keys: Readonly<Record<string, Sql>>;
  readonly value: Sql;
  readonly quantiles: readonly number[];
}

/** One row per group, in the order of its keys; one more than the most that are allowed. */
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

/** Index of the range of equal width that a number between 0 and 1 falls into; the last range holds both its ends. */
export function binExpression(number: Sql, binCount: number): Sql {
  // A depth such as 3/10 falls short of its range by one rounding error.
  return sql`least(${binCount}::int4 - 1, floor(${number} * ${binCount}::int4 + 1e-9))::int4`;
}
