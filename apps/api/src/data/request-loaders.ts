import type { Sql } from '@lamina/database';
import DataLoader from 'dataloader';
import type { SqlReader } from './sql-reader.ts';

/** Creates a loader for data that belongs to rows but is not a row of a list, by the owner's key. */
export type CreateLoader<Value> = (sqlReader: SqlReader) => DataLoader<string, Value>;

/** Loaders of one request. Each is created on first use, so that calls in the same event-loop tick become one statement. */
export class RequestLoaders {
  readonly #sqlReader: SqlReader;
  readonly #loaders = new Map<unknown, unknown>();

  constructor(sqlReader: SqlReader) {
    this.#sqlReader = sqlReader;
  }

  /** As `NodeReader.forget`. */
  forget(): void {
    this.#loaders.clear();
  }

  get<Value>(create: CreateLoader<Value>): DataLoader<string, Value> {
    const made = this.#loaders.get(create);
    if (made !== undefined) return made as DataLoader<string, Value>;
    const loader = create(this.#sqlReader);
    this.#loaders.set(create, loader);
    return loader;
  }
}

/**
 * A loader that reads the rows of many keys in one statement.
 * @param toValue gets undefined for a key without a row
 */
export function createRowLoader<Row extends { readonly key: string }, Value>(
  sqlReader: SqlReader,
  writeStatement: (keys: string[]) => Sql,
  toValue: (row: Row | undefined, key: string) => Value | Error,
): DataLoader<string, Value> {
  return new DataLoader(async (keys) => {
    const rows = await sqlReader.readRows<Row>(writeStatement([...keys]));
    const byKey = new Map(rows.map((row) => [row.key, row]));
    return keys.map((key) => toValue(byKey.get(key), key));
  });
}
