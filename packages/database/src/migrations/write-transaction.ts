import type { Database, Transaction } from '../connection/create-database.ts';
import { requireMigrations } from './require-migrations.ts';

/** Key of the lock that writes share and that each migration takes alone. Any number works if every Lamina uses the same one. */
export const WRITES_LOCK = 5_266_425;

/**
 * Runs `write` in one transaction. A migration waits until the writes that have begun have ended; a write that begins after it is refused, because
 * rows of an older schema would be wrong.
 *
 * Refuses with CONFLICT if the database's migrations are not those of this program, and then stores nothing.
 */
export function writeTransaction<Result>({ prisma }: Database, write: (transaction: Transaction) => Promise<Result>): Promise<Result> {
  return prisma.$transaction(async (transaction) => {
    // Not queryRaw, which cannot read the function's result (void).
    await transaction.$executeRaw`SELECT pg_advisory_xact_lock_shared(${WRITES_LOCK})`;
    await requireMigrations(transaction);
    return write(transaction);
  });
}
