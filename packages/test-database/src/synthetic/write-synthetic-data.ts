import type { Database } from '@lamina/database';
import { SYNTHETIC_SIZE_DEFAULTS, type SyntheticSize } from './synthetic-size.ts';
import { syntheticStatements } from './synthetic-statements.ts';

/** Tables with millions of rows; no other table refers to them. */
const BULK_TABLES = ['LayerScore', 'Sample'];

/**
 * Fills a throw-away database with data marked as synthetic, for tests that count statements and for measurements. The connection needs a superuser,
 * as in the embedded server: foreign keys are not checked row by row, the largest tables are not logged, and their indices are created after the
 * rows.
 *
 * @throws Error if the database already has a model; then nothing is written.
 */
export async function writeSyntheticData({ pool }: Pick<Database, 'pool'>, size: Partial<SyntheticSize> = {}): Promise<void> {
  const client = await pool.connect();
  try {
    const { rows } = await client.query('SELECT 1 FROM "Model" LIMIT 1');
    if (rows.length > 0)
      throw new Error('The database contains models; synthetic data can be written only into an empty, throw-away database.');
    await client.query('SET statement_timeout = 0');
    await client.query('SET session_replication_role = replica');
    await client.query("SET maintenance_work_mem = '512MB'");
    for (const table of BULK_TABLES) await client.query(`ALTER TABLE "${table}" SET UNLOGGED`);
    const { rows: indices } = await client.query<{ readonly name: string; readonly definition: string }>(
      `SELECT indexrelid::regclass::text AS name, pg_get_indexdef(indexrelid) AS definition FROM pg_index
        WHERE indrelid = ANY($1::regclass[]) AND NOT indisprimary`,
      [BULK_TABLES.map((table) => `"${table}"`)],
    );
    for (const { name } of indices) await client.query(`DROP INDEX ${name}`);
    for (const statement of syntheticStatements({ ...SYNTHETIC_SIZE_DEFAULTS, ...size })) await client.query(statement);
    for (const { definition } of indices) await client.query(definition);
    // The state that autovacuum leaves: counts then read only an index.
    await client.query('VACUUM ANALYZE');
  } finally {
    // Its temporary tables and settings must not reach the next user of the connection.
    client.release(true);
  }
}
