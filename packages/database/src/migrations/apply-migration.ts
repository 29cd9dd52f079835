import { randomUUID } from 'node:crypto';
import { setTimeout as delay } from 'node:timers/promises';
import { AppError } from '@lamina/errors';
import type pg from 'pg';

/** How long a migration may wait for a table that others use: whoever comes after it waits behind it. */
export interface LockPatience {
  /** For one lock, milliseconds. */
  readonly lockTimeoutMs: number;
  readonly tries: number;
  /** Between two tries, milliseconds; those who waited have their turn. */
  readonly pauseMs: number;
}

/** About a minute in all. */
export const LOCK_PATIENCE: LockPatience = { lockTimeoutMs: 3_000, tries: 10, pauseMs: 3_000 };

export interface Migration {
  /** Name of its folder. */
  readonly name: string;
  readonly sql: string;
  /** SHA-256 of the SQL, as Prisma notes it. */
  readonly checksum: string;
}

/** PostgreSQL's codes for a lock that was not had in time, and for two sessions that wait for each other. */
const WAS_LOCKED = ['55P03', '40P01'];

/**
 * Applies one migration and notes it in Prisma's table in the same transaction: however it ends, it is done and noted, or neither. Refuses with
 * TIMEOUT where others keep its tables locked, and CONFLICT where the database's rows or objects do not permit it; the server's words are in the
 * message.
 */
export async function applyMigration(client: pg.ClientBase, migration: Migration, patience: LockPatience): Promise<void> {
  for (let tries = 1; ; tries += 1) {
    try {
      return await applyOnce(client, migration, patience);
    } catch (error) {
      const { code, message } = error as { readonly code?: string; readonly message: string };
      // Of the connection, not of the migration.
      if (code === undefined) throw error;
      if (!WAS_LOCKED.includes(code)) {
        const words = `The migration ${migration.name} does not fit this database and was undone: ${message}. Nothing of it is left; restore a backup made by the version before, or report this.`;
        throw new AppError('CONFLICT', words, { cause: error });
      }
      if (tries >= patience.tries) throw new AppError('TIMEOUT', describeWaiting(migration, patience), { cause: error });
    }
    await delay(patience.pauseMs);
  }
}

async function applyOnce(client: pg.ClientBase, { name, sql, checksum }: Migration, { lockTimeoutMs }: LockPatience): Promise<void> {
  await client.query('BEGIN');
  try {
    await client.query("SELECT set_config('lock_timeout', $1, true)", [`${lockTimeoutMs}ms`]);
    // One message to the server, which splits it itself: functions hold semicolons.
    await client.query(sql);
    await client.query(
      'INSERT INTO _prisma_migrations (id, checksum, finished_at, migration_name, applied_steps_count) VALUES ($1, $2, now(), $3, 1)',
      [randomUUID(), checksum, name],
    );
    await client.query('COMMIT');
  } catch (error) {
    await client.query('ROLLBACK').catch(() => undefined);
    throw error;
  }
}

function describeWaiting({ name }: Migration, { lockTimeoutMs, tries }: LockPatience): string {
  return `The migration ${name} could not have its tables: other sessions used them at each of ${tries} tries of ${lockTimeoutMs / 1000} s. Nothing was changed by it. End workers and long statements (pg_stat_activity lists them), then migrate again.`;
}
