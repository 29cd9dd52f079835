import type DataLoader from 'dataloader';
import type { SqlReader } from './sql-reader.ts';

/** Makes a loader of what belongs to rows but is no row of a list, by the owner's key. */
export type CreateLoader<Value> = (sqlReader: SqlReader) => DataLoader<string, Value>;

/** Loaders of one request: each is made when it is first asked for, so that calls of one moment become one statement. */
export class RequestLoaders {
  readonly #sqlReader: SqlReader;
  readonly #known = new Map<unknown, unknown>();

  constructor(sqlReader: SqlReader) {
    this.#sqlReader = sqlReader;
  }

  get<Value>(create: CreateLoader<Value>): DataLoader<string, Value> {
    const known = this.#known.get(create);
    if (known !== undefined) return known as DataLoader<string, Value>;
    const loader = create(this.#sqlReader);
    this.#known.set(create, loader);
    return loader;
  }
}
