import { AppError } from '@lamina/errors';
import type { Change } from '@lamina/plans';
import type { Database } from '../connection/create-database.ts';
import { getMeasurableRevision, type RevisionRecord } from '../models/read-models.ts';
import type { PruningRepair } from './pruning-columns.ts';

/**
 * The revision of a stored pruning whose model a scorer can write.
 * @throws AppError NOT_FOUND for an unknown pruning; CONFLICT where the model has no files here or has changed, or where it is not known how the
 * pruned model was made
 */
export async function getWritablePruning(database: Database, pruningId: string): Promise<RevisionRecord> {
  const pruning = await database.prisma.pruning.findUnique({
    where: { id: pruningId },
    select: { isImported: true, change: true, revisionId: true, revision: { select: { model: { select: { slug: true } } } } },
  });
  if (pruning === null) throw new AppError('NOT_FOUND', 'There is no pruning with this id. Query `prunings` for the existing ones.');
  const revision = await getMeasurableRevision(database, pruning.revision.model.slug);
  if (revision.revisionId !== pruning.revisionId)
    throw new AppError('CONFLICT', `The pruning belongs to a former revision of "${revision.slug}". Prune the current revision.`);
  const { repair } = pruning.change as unknown as Change<PruningRepair>;
  const isSolvable = repair === null || 'setting' in repair;
  if (pruning.isImported || !isSolvable)
    throw new AppError(
      'CONFLICT',
      'The pruning was imported, and it is not stored how its model was made. Download it from where it was made.',
    );
  return revision;
}
