import { AppError } from '@lamina/errors';
import { Prisma } from '../../generated/client.ts';
import type { Database, Transaction } from '../connection/create-database.ts';
import { ENDED_STATUSES } from '../jobs/job-status.ts';
import { writeTransaction } from '../migrations/write-transaction.ts';

export interface DeleteModelOptions {
  /** True if its measurements go with it; without this, a model that has any is kept. */
  readonly withResults: boolean;
}

/** The SQLSTATE with which triggers refuse to change released rows. */
const RELEASED = 'LM001';

/**
 * Deletes a model with its revisions, studies and jobs, and with its measurements if that is asked for. Either everything
 * goes or nothing.
 *
 * Refuses with NOT_FOUND, or CONFLICT naming what depends on it: quantized forms, unfinished jobs, saved comparisons, a data release, or
 * measurements.
 */
export async function deleteModel(database: Database, slug: string, { withResults }: DeleteModelOptions): Promise<void> {
  try {
    await writeTransaction(database, (transaction) => deleteAll(transaction, slug, withResults));
  } catch (error) {
    if (isReleased(error)) throw keep(slug, 'a data release holds its measurements, and a release never changes', { cause: error });
    throw error;
  }
}

async function deleteAll(transaction: Transaction, slug: string, withResults: boolean): Promise<void> {
  await transaction.$executeRaw`SELECT pg_advisory_xact_lock(hashtextextended(${`model ${slug}`}, 0))`;
  const model = await transaction.model.findUnique({
    where: { slug },
    select: { id: true, source: true, derived: { select: { slug: true } } },
  });
  if (model === null) throw new AppError('NOT_FOUND', `There is no model "${slug}".`);
  if (model.source === 'bundled') throw keep(slug, 'it is bundled, and the next start would register it again');
  if (model.derived.length > 0)
    throw keep(slug, `it was quantized to ${model.derived.map((form) => form.slug).join(', ')}; delete these first`);
  const ofModel = { OR: [{ modelId: model.id }, { study: { modelId: model.id } }] };
  const open = await transaction.job.count({ where: { ...ofModel, status: { notIn: [...ENDED_STATUSES] } } });
  if (open > 0) throw keep(slug, `${open} of its jobs are not finished; cancel them first`);
  await checkComparisons(transaction, slug, model.id);
  const ofRevisions = { revision: { modelId: model.id } };
  if (!withResults) await checkResults(transaction, slug, ofRevisions);

  // Children first. Attempts, events, layers, scores and samples go with their rows.
  await transaction.efficiency.deleteMany({ where: ofRevisions });
  await transaction.evaluation.deleteMany({ where: ofRevisions });
  await transaction.textEvaluation.deleteMany({ where: ofRevisions });
  await transaction.rounding.deleteMany({ where: ofRevisions });
  await transaction.pruning.deleteMany({ where: ofRevisions });
  await transaction.scoreRun.deleteMany({ where: ofRevisions });
  await transaction.resultImport.deleteMany({ where: ofRevisions });
  await transaction.job.deleteMany({ where: ofModel });
  await transaction.study.deleteMany({ where: { modelId: model.id } });
  await transaction.model.update({ where: { id: model.id }, data: { currentRevisionId: null } });
  await transaction.modelRevision.deleteMany({ where: { modelId: model.id } });
  await transaction.model.delete({ where: { id: model.id } });
}

/** A saved comparison names the score runs that it shows, and never changes. */
async function checkComparisons(transaction: Transaction, slug: string, modelId: string): Promise<void> {
  const found = await transaction.$queryRaw<{ readonly slug: string }[]>`
    SELECT c.slug FROM "Comparison" c WHERE EXISTS (SELECT 1 FROM "ScoreRun" sr JOIN "ModelRevision" r ON r.id = sr."revisionId"
      WHERE r."modelId" = ${modelId}::uuid AND c.view -> 'scoreRunKeys' ? sr.id::text)`;
  if (found.length > 0) throw keep(slug, `saved comparisons show it: ${found.map((comparison) => comparison.slug).join(', ')}`);
}

async function checkResults(
  transaction: Transaction,
  slug: string,
  where: { readonly revision: { readonly modelId: string } },
): Promise<void> {
  const [scoreRuns, prunings, evaluations, textEvaluations, roundings] = await Promise.all([
    transaction.scoreRun.count({ where }),
    transaction.pruning.count({ where }),
    transaction.evaluation.count({ where }),
    transaction.textEvaluation.count({ where }),
    transaction.rounding.count({ where }),
  ]);
  const evaluated = evaluations + textEvaluations + roundings;
  if (scoreRuns + prunings + evaluated > 0)
    throw keep(slug, `it has ${scoreRuns} score runs, ${prunings} prunings and ${evaluated} evaluations; ask to delete its results too`);
}

function keep(slug: string, reason: string, options: { readonly cause?: unknown } = {}): AppError {
  return new AppError('CONFLICT', `The model "${slug}" is not deleted: ${reason}.`, options);
}

function isReleased(error: unknown): boolean {
  return error instanceof Prisma.PrismaClientKnownRequestError && JSON.stringify(error.meta ?? error.message).includes(RELEASED);
}
