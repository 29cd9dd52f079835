import { requestLife } from '../data/request-life.ts';
import type { TestApi } from './start-test-api.ts';

/** The statements that were sent. */
export interface StatementTally {
  /** Number of different texts. It does not depend on which of two parallel branches first reads shared rows. */
  readonly different: number;
  /** How often the most frequent text was sent. Branches that reach a table at different times load from it separately. */
  readonly mostRepeated: number;
}

/** Times that a text may be sent: the page of jobs counts six states. One statement a row would be more. */
export const MAX_REPEATED = 6;

/** Counts SQL texts; values are parameters, not part of a text. */
export function tallyStatements(texts: readonly string[]): StatementTally {
  const repeats = [...Map.groupBy(texts, (text) => text).values()].map(({ length }) => length);
  return { different: repeats.length, mostRepeated: Math.max(0, ...repeats) };
}

/** Counts the statements that are sent for requests during some work, including those of transactions and of the queue. */
export async function countStatements<Result>(
  { database }: TestApi,
  work: () => Promise<Result>,
): Promise<readonly [Result, StatementTally]> {
  // All connections of this process are instances of this class.
  const { prototype } = Reflect.get(database.pool, 'Client') as { readonly prototype: { query: (...args: unknown[]) => unknown } };
  const { query } = prototype;
  const texts: string[] = [];
  prototype.query = function counted(...args) {
    // LISTEN connections run in parallel to requests and are not counted.
    if (requestLife.getStore() !== undefined) texts.push(textOf(args[0]));
    return query.apply(this, args);
  };
  try {
    return [await work(), tallyStatements(texts)];
  } finally {
    prototype.query = query;
  }
}

/** The text of a node-postgres query, which is a string or an object with a text. */
function textOf(query: unknown): string {
  return typeof query === 'object' && query !== null ? String(Reflect.get(query, 'text')) : String(query);
}
