import { randomUUID } from 'node:crypto';
import { setTimeout as delay } from 'node:timers/promises';
import { AppError } from '@lamina/errors';
import type pg from 'pg';
import type { Migration } from './migration-files.ts';
import { WRITES_LOCK } from './write-transaction.ts';

/** How long a migration waits for running writes and for table locks. Later writes, and later statements on its tables, wait behind it. */
export interface LockPatience {
  /** Timeout of one lock, in milliseconds. */
  readonly lockTimeoutMs: number;
  readonly tries: number;
  /** Pause between two tries, in milliseconds; waiting statements run during the pause. */
  readonly pauseMs: number;
}

/** About one minute in total. */
export const LOCK_PATIENCE: LockPatience = { lockTimeoutMs: 3_000, tries: 10, pauseMs: 3_000 };

/** PostgreSQL's codes for a lock timeout and for a deadlock. */
const WAS_LOCKED = ['55P03', '40P01'];

/**
 * Applies one migration and records it in Prisma's table in the same transaction, so that both happen or neither. Refuses with TIMEOUT if other
 * sessions write all the time or keep its tables locked, and with CONFLICT if the database's rows or objects do not allow it; the message contains the
 * server's error.
 */
export async function applyMigration(client: pg.ClientBase, migration: Migration, patience: LockPatience): Promise<void> {
  for (let tries = 1; ; tries += 1) {
    try {
      return await applyOnce(client, migration, patience);
    } catch (error) {
      const { code, message } = error as { readonly code?: string; readonly message: string };
      // An error of the connection, not of the migration.
      if (code === undefined) throw error;
      if (!WAS_LOCKED.includes(code)) {
        const words = `The migration ${migration.name} failed on this database and was rolled back: ${message}. Restore a backup from the previous version, or report this.`;
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
    await client.query('SELECT pg_advisory_xact_lock($1)', [WRITES_LOCK]);
    // Sent as one message, which the server splits itself, because functions contain semicolons.
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
  return `The migration ${name} could not begin: other sessions wrote, or used its tables, at each of ${tries} tries of ${lockTimeoutMs / 1000} s. It changed nothing. End workers and long statements (pg_stat_activity lists them), then migrate again.`;
}
