import { requestLife } from '../data/request-life.ts';
import type { TestApi } from './start-test-api.ts';

/** What statements were sent. */
export interface StatementTally {
  /** Different texts. Does not depend on which of two parallel branches of a query comes first to rows that both need. */
  readonly different: number;
  /** How often the most frequent text was sent: branches that come to one table at different moments load from it separately. */
  readonly mostRepeated: number;
}

/** Counts SQL texts; values are parameters, not part of a text. */
export function tallyStatements(texts: readonly string[]): StatementTally {
  const repeats = [...Map.groupBy(texts, (text) => text).values()].map(({ length }) => length);
  return { different: repeats.length, mostRepeated: Math.max(0, ...repeats) };
}

/** Statements that are sent on behalf of requests while some work is done, those of transactions and of the queue among them. */
export async function countStatements<Result>(
  { database }: TestApi,
  work: () => Promise<Result>,
): Promise<readonly [Result, StatementTally]> {
  // The class that every connection of this process is of.
  const { prototype } = Reflect.get(database.pool, 'Client') as { readonly prototype: { query: (...args: unknown[]) => unknown } };
  const { query } = prototype;
  const texts: string[] = [];
  prototype.query = function counted(...args) {
    // Readers of notifications go on beside requests.
    if (requestLife.getStore() !== undefined) texts.push(textOf(args[0]));
    return query.apply(this, args);
  };
  try {
    return [await work(), tallyStatements(texts)];
  } finally {
    prototype.query = query;
  }
}

/** The text of what node-postgres is asked: a text, or an object that holds one. */
function textOf(query: unknown): string {
  return typeof query === 'object' && query !== null ? String(Reflect.get(query, 'text')) : String(query);
}
