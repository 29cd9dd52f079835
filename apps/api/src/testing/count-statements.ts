import { requestLife } from '../data/request-life.ts';
import type { TestApi } from './start-test-api.ts';

/** Statements that are sent on behalf of requests while some work is done, those of transactions and of the queue among them. */
export async function countStatements<Result>({ database }: TestApi, work: () => Promise<Result>): Promise<readonly [Result, number]> {
  // The class that every connection of this process is of.
  const { prototype } = Reflect.get(database.pool, 'Client') as { readonly prototype: { query: (...args: unknown[]) => unknown } };
  const { query } = prototype;
  let count = 0;
  prototype.query = function counted(...args) {
    // Readers of notifications go on beside requests.
    if (requestLife.getStore() !== undefined) count += 1;
    return query.apply(this, args);
  };
  try {
    return [await work(), count];
  } finally {
    prototype.query = query;
  }
}
