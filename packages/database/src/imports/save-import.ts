import type { Database, Transaction } from '../create-database.ts';
import { digestOf } from '../digest-of.ts';

/** Results that somebody hands in. */
export interface NewImport {
  readonly format: 'lm-eval-results' | 'layer-scores';
  /** SHA-256 (hex) of the content as it was sent. */
  readonly contentSha256: string;
  /** What besides the content makes another import of it, as the pruning or the calibration it is said to belong to. */
  readonly target: Readonly<Record<string, unknown>>;
  readonly revisionId: string;
  /** Name of the token that it was handed in with. */
  readonly submittedBy: string;
  /** What was left out, and why. */
  readonly skipped: readonly string[];
}

/** What became of an import. */
export interface SavedImport {
  readonly id: string;
  /** False where the same content was imported before: then nothing was written. */
  readonly isNew: boolean;
}

/** Stores an import and what `write` makes of it in one transaction; the same content for the same target is stored once. */
export function saveImport(
  database: Database,
  { target, ...facts }: NewImport,
  write: (transaction: Transaction, importId: string) => Promise<void>,
): Promise<SavedImport> {
  const { format, contentSha256, revisionId } = facts;
  const digest = digestOf({ format, contentSha256, revisionId, target });
  return database.prisma.$transaction(async (transaction) => {
    // Two senders of one content at once: the second waits here, then finds what the first has made.
    await transaction.$executeRaw`SELECT pg_advisory_xact_lock(hashtextextended(${`import ${digest}`}, 0))`;
    const found = await transaction.resultImport.findUnique({ where: { digest }, select: { id: true } });
    if (found !== null) return { id: found.id, isNew: false };
    const data = { ...facts, skipped: [...facts.skipped], digest };
    const { id } = await transaction.resultImport.create({ data, select: { id: true } });
    await write(transaction, id);
    return { id, isNew: true };
  });
}
