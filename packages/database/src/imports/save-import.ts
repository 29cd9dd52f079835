import type { ResultImport } from '../../generated/client.ts';
import type { Database, Transaction } from '../connection/create-database.ts';
import { writeTransaction } from '../migrations/write-transaction.ts';
import { digestOf } from '../rows/digest-of.ts';

/** Imported results. */
export interface NewImport extends Readonly<Pick<ResultImport, 'contentSha256' | 'revisionId' | 'submittedBy'>> {
  readonly format: 'lm-eval-results' | 'layer-scores';
  /** Facts besides the content that make it a different import, such as its pruning or calibration. */
  readonly target: Readonly<Record<string, unknown>>;
  /** Parts that were left out, with reasons. */
  readonly skipped: readonly string[];
}

/** Result of an import. */
export interface SavedImport {
  readonly id: string;
  /** False if the same content was imported before; then nothing was written. */
  readonly isNew: boolean;
}

/** Result of an import of one model. */
export interface Imported extends SavedImport {
  /** Short name of its model. */
  readonly model: string;
  /** Parts that were left out, with reasons. */
  readonly skipped: readonly string[];
}

/** The content of an import, and the name of the token that sent it. */
export type Submitted<Content> = Content & { readonly submittedBy: string };

/** Stores an import and the rows that `write` creates in one transaction; the same content for the same target is stored once. */
export function saveImport(
  database: Database,
  { target, ...facts }: NewImport,
  write: (transaction: Transaction, importId: string) => Promise<void>,
): Promise<SavedImport> {
  const { format, contentSha256, revisionId } = facts;
  const digest = digestOf({ format, contentSha256, revisionId, target });
  return writeTransaction(database, async (transaction) => {
    // If two senders import the same content at the same time, the second waits here and then finds the first import.
    await transaction.$executeRaw`SELECT pg_advisory_xact_lock(hashtextextended(${`import ${digest}`}, 0))`;
    const found = await transaction.resultImport.findUnique({ where: { digest }, select: { id: true } });
    if (found !== null) return { id: found.id, isNew: false };
    const data = { ...facts, skipped: [...facts.skipped], digest };
    const { id } = await transaction.resultImport.create({ data, select: { id: true } });
    await write(transaction, id);
    return { id, isNew: true };
  });
}
