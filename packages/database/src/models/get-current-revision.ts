import { AppError } from '@lamina/errors';
import type { Database } from '../create-database.ts';
import { getRevision } from './get-revision.ts';
import type { RevisionRecord } from './model-record.ts';

/** The current revision of a model. Refuses with NOT_FOUND. */
export async function getCurrentRevision(database: Database, slug: string): Promise<RevisionRecord> {
  const model = await database.prisma.model.findUnique({ where: { slug }, select: { currentRevisionId: true } });
  if (model === null || model.currentRevisionId === null)
    throw new AppError('NOT_FOUND', `There is no model "${slug}". Register it first.`);
  return getRevision(database, model.currentRevisionId);
}
