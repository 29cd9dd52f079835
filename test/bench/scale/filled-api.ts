import { prepareSyntheticVariables } from '@lamina/api/testing/synthetic-variables';
import { createDatabase, type Database } from '@lamina/database';
import type { SyntheticSize } from '@lamina/test-database';
import { startChild } from '../api/start-child.ts';
import { startSyntheticServer } from '../api/start-synthetic-server.ts';

/** An API in a separate process over a database of synthetic rows. */
export interface FilledApi {
  readonly url: string;
  readonly pid: number;
  readonly models: number;
  readonly database: Database;
  /** Values for the variables of stored operations. */
  readonly variables: Readonly<Record<string, unknown>>;
  /** Number of rows and bytes, in words. */
  readonly facts: string;
  stop(): Promise<void>;
}

const TABLES = ['Model', 'Layer', 'LayerScore', 'Evaluation', 'Sample'];

/** Writes the rows, which takes minutes for millions of them, and starts the API. */
export async function startFilledApi(size: Partial<SyntheticSize> & Pick<SyntheticSize, 'models'>): Promise<FilledApi> {
  const started = performance.now();
  const server = await startSyntheticServer(size);
  const seconds = ((performance.now() - started) / 1000).toFixed(0);
  const database = createDatabase(server.url);
  const facts = `${await describe(database)}, written in ${seconds} s`;
  const variables = await prepareSyntheticVariables(database);
  const api = await startChild('serve-lamina.ts', [server.url]);
  return {
    url: api.url,
    pid: api.pid,
    models: size.models,
    database,
    variables,
    facts,
    async stop() {
      await api.stop();
      await database.close();
      await server.stop();
    },
  };
}

async function describe({ pool }: Database): Promise<string> {
  const counts = TABLES.map(async (table) => `${table} ${(await pool.query(`SELECT count(*) FROM "${table}"`)).rows[0].count}`);
  const { rows } = await pool.query('SELECT pg_size_pretty(pg_database_size(current_database())) AS size');
  return [...(await Promise.all(counts)), rows[0].size].join(', ');
}
