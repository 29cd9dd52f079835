import type pg from 'pg';

/** PostgreSQL's codes for a lock timeout, and for a table that belongs to another role; ours for one that a release holds. */
const NOT_NOW = ['55P03', '42501', 'LM001'];

/** A table has these besides its rows: statements that drop a constraint or an index, and make it again. */
interface TablePart {
  readonly drop: string;
  readonly create: string;
}

/** An empty table that only its client reads and writes until its transaction ends. */
export interface ReservedTable {
  /**
   * Runs `insert`, which inserts many rows. The keys and indices of the table are made after the rows: sorted once instead of searched for every row,
   * that takes about half of the time. Where the client's role may, what the rows refer to is not looked for: `insert` inserts only rows whose
   * references exist.
   */
  fill(insert: () => Promise<void>): Promise<void>;
}

/**
 * Reserves an empty table within the client's transaction: other readers and writers wait for the end of the transaction. Null where the table has
 * rows, where another program uses it at this moment, or where it belongs to another role.
 *
 * @param name of a table to whose rows no other table refers
 */
export async function reserveTable(client: pg.PoolClient, name: string): Promise<ReservedTable | null> {
  if (!(await isEmpty(client, name)) || !(await lock(client, name))) return null;
  const parts = await listParts(client, name);
  return {
    async fill(insert) {
      for (const { drop } of parts) await client.query(drop);
      await client.query(setRole('replica'));
      await insert();
      await client.query(setRole('origin'));
      for (const { create } of parts) await client.query(create);
    },
  };
}

/** In a replica's role, PostgreSQL runs no triggers: it looks for no references. Without the right to change the role, nothing happens. */
function setRole(role: 'replica' | 'origin'): string {
  const name = 'session_replication_role';
  return `SELECT set_config('${name}', '${role}', true) WHERE has_parameter_privilege('${name}', 'SET')`;
}

async function isEmpty(client: pg.PoolClient, name: string): Promise<boolean> {
  const { rowCount } = await client.query(`SELECT FROM "${name}" LIMIT 1`);
  return rowCount === 0;
}

/** False if the table cannot be locked at once: a transaction that waits for locks here could wait for one that waits for it. */
async function lock(client: pg.PoolClient, name: string): Promise<boolean> {
  await client.query(`SAVEPOINT reserved; SET LOCAL lock_timeout = '100ms'`);
  try {
    await client.query(`LOCK TABLE "${name}" IN ACCESS EXCLUSIVE MODE`);
    const isFree = await isEmpty(client, name);
    // A new file that this transaction writes needs no log where nobody follows it (wal_level).
    if (isFree) await client.query(`TRUNCATE "${name}"`);
    await client.query(isFree ? 'SET LOCAL lock_timeout TO DEFAULT' : 'ROLLBACK TO SAVEPOINT reserved');
    return isFree;
  } catch (error) {
    if (!NOT_NOW.includes((error as { readonly code?: string }).code ?? 'none')) throw error;
    await client.query('ROLLBACK TO SAVEPOINT reserved');
    return false;
  }
}

/** The primary key and other keys first, then indices. Foreign keys stay: dropping one would also lock the table that it refers to. */
async function listParts(client: pg.PoolClient, name: string): Promise<readonly TablePart[]> {
  const { rows } = await client.query<TablePart>(
    `SELECT format('ALTER TABLE %s DROP CONSTRAINT %I', conrelid::regclass, conname) AS "drop",
       format('ALTER TABLE %s ADD CONSTRAINT %I %s', conrelid::regclass, conname, pg_get_constraintdef(oid)) AS "create", 1 AS "place"
     FROM pg_constraint WHERE conrelid = $1::regclass AND contype IN ('p', 'u')
     UNION ALL
     SELECT format('DROP INDEX %s', indexrelid::regclass), pg_get_indexdef(indexrelid), 2
     FROM pg_index WHERE indrelid = $1::regclass AND NOT EXISTS (SELECT FROM pg_constraint WHERE conindid = indexrelid)
     ORDER BY "place", "create"`,
    [`"${name}"`],
  );
  return rows;
}
