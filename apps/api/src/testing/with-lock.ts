import type { Database } from '@lamina/database';

/** Runs `work` while nobody else can read or write a table: a statement that needs it waits for as long as a test wants. */
export async function withLock({ pool }: Pick<Database, 'pool'>, table: string, work: () => Promise<void>): Promise<void> {
  const client = await pool.connect();
  try {
    await client.query(`BEGIN; LOCK TABLE "${table}" IN ACCESS EXCLUSIVE MODE`);
    await work();
  } finally {
    await client.query('ROLLBACK');
    client.release();
  }
}
