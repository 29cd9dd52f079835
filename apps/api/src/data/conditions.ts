import { AppError } from '@lamina/errors';
import { joinSql, type Sql, sql } from './sql.ts';

interface Range {
  readonly gte?: number | null;
  readonly lte?: number | null;
}

const MAX_SEARCH_LENGTH = 200;
const MAX_LIST_LENGTH = 1000;

/** Conditions of a filter, collected one by one; a null or missing value adds none. */
export class Conditions {
  readonly #list: Sql[] = [];

  /** The conditions so far. */
  get list(): readonly Sql[] {
    return this.#list;
  }

  add(condition: Sql): this {
    this.#list.push(condition);
    return this;
  }

  equals(column: Sql, value: string | boolean | number | null | undefined): this {
    return value === null || value === undefined ? this : this.add(sql`${column} = ${value}`);
  }

  /** The column holds this UUID. */
  equalsKey(column: Sql, key: string | null): this {
    return key === null ? this : this.add(sql`${column} = ${key}::uuid`);
  }

  /** The column holds any of these texts; an empty list matches nothing. */
  anyOf(column: Sql, values: readonly string[] | null | undefined): this {
    if (values === null || values === undefined) return this;
    if (values.length > MAX_LIST_LENGTH) {
      throw new AppError('BAD_USER_INPUT', `A filter lists ${values.length} values; the limit is ${MAX_LIST_LENGTH}. Split the request.`);
    }
    const [only] = values;
    // Rows of one value come from an index in the order of its next column; rows of any of several values do not.
    if (only !== undefined && values.length === 1) return this.add(sql`${column} = ${only}`);
    return this.add(sql`${column} = ANY(${[...values]}::text[])`);
  }

  range(column: Sql, range: Range | null | undefined): this {
    if (typeof range?.gte === 'number') this.add(sql`${column} >= ${range.gte}::float8`);
    if (typeof range?.lte === 'number') this.add(sql`${column} <= ${range.lte}::float8`);
    return this;
  }

  /** Every word occurs in at least one of the columns, in any case. */
  search(columns: readonly Sql[], text: string | null | undefined): this {
    if (text === null || text === undefined) return this;
    if (text.length > MAX_SEARCH_LENGTH) {
      throw new AppError('BAD_USER_INPUT', `search holds ${text.length} characters; the limit is ${MAX_SEARCH_LENGTH}.`);
    }
    for (const word of text.split(/\s+/).filter((part) => part !== '')) {
      const pattern = `%${word.replace(/[\\%_]/g, '\\$&')}%`;
      const matches = columns.map((column) => sql`${column} ILIKE ${pattern}`);
      this.add(sql`(${joinSql(matches, ' OR ')})`);
    }
    return this;
  }
}

/** The conditions as the inside of a WHERE clause; true when there are none. */
export function joinConditions(conditions: readonly Sql[]): Sql {
  return conditions.length === 0 ? sql`true` : joinSql(conditions, ' AND ');
}
