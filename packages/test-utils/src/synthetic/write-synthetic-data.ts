import type { Database } from '@lamina/database';
import { SYNTHETIC_SIZE_DEFAULTS, type SyntheticSize } from './synthetic-size.ts';
import { syntheticStatements } from './synthetic-statements.ts';

/**
 * Fills a throw-away database with data that says of itself that it is synthetic: for tests that count statements, and for measurements.
 * The connection must be a superuser's, as the embedded server's is: foreign keys are not checked row by row.
 *
 * @throws Error when the database holds a model already; nothing is written then.
 */
export async function writeSyntheticData({ pool }: Pick<Database, 'pool'>, size: Partial<SyntheticSize> = {}): Promise<void> {
  const client = await pool.connect();
  try {
    const { rows } = await client.query('SELECT 1 FROM "Model" LIMIT 1');
    if (rows.length > 0) throw new Error('The database holds models; synthetic data goes into an empty, throw-away one only.');
    await client.query('SET statement_timeout = 0');
    await client.query('SET session_replication_role = replica');
    for (const statement of syntheticStatements({ ...SYNTHETIC_SIZE_DEFAULTS, ...size })) await client.query(statement);
    // As autovacuum leaves tables behind: counts read an index alone then.
    await client.query('VACUUM ANALYZE');
  } finally {
    // Its temporary tables and settings must not reach the next user of the connection.
    client.release(true);
  }
}
