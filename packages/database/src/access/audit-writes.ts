import { getAt } from '@lamina/errors';
import type { AuditEntry, Prisma } from '../../generated/client.ts';
import type { Database } from '../connection/create-database.ts';
import { writeTransaction } from '../migrations/write-transaction.ts';

/** A write that is about to run. */
export interface NewAuditEntry extends Readonly<Pick<AuditEntry, 'viewer' | 'tokenId' | 'requestId' | 'action'>> {
  /** Short arguments, without file contents and secrets. */
  readonly arguments: object;
}

/** How to run writes, and how to tell what became of them. */
export interface AuditedRun<Result> {
  readonly run: () => Promise<Result>;
  /** For each entry `OK`, an error code, or null if it did not run. */
  readonly outcomesOf: (result: Result) => readonly (string | null)[];
  /** Error code of everything that was asked for if `run` throws. */
  readonly codeOf: (error: unknown) => string;
}

/**
 * Stores who asks for which writes, runs them, and stores how each ended. If the entries cannot be stored, nothing runs. Refuses with CONFLICT as
 * `writeTransaction`.
 */
export async function auditWrites<Result>(
  database: Database,
  entries: readonly NewAuditEntry[],
  { run, outcomesOf, codeOf }: AuditedRun<Result>,
): Promise<Result> {
  const data = entries.map((entry) => ({ ...entry, arguments: entry.arguments as Prisma.InputJsonObject }));
  const stored = await writeTransaction(database, ({ auditEntry }) => auditEntry.createManyAndReturn({ data, select: { id: true } }));
  const conclude = async (outcomes: readonly (string | null)[]): Promise<void> => {
    await Promise.all(
      stored.map(({ id }, index) => database.prisma.auditEntry.update({ where: { id }, data: { outcome: getAt(outcomes, index) } })),
    );
  };
  let result: Result;
  try {
    result = await run();
  } catch (error) {
    await conclude(stored.map(() => codeOf(error)));
    throw error;
  }
  await conclude(outcomesOf(result));
  return result;
}
