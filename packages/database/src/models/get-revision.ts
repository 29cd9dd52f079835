import { AppError } from '@lamina/errors';
import type { Database } from '../create-database.ts';
import type { RevisionRecord } from './model-record.ts';

/** A revision with its layers in order. Refuses with NOT_FOUND. */
export async function getRevision(database: Database, revisionId: string): Promise<RevisionRecord> {
  const row = await database.prisma.modelRevision.findUnique({
    where: { id: revisionId },
    include: { model: true, layers: { orderBy: { index: 'asc' } } },
  });
  if (row === null) throw new AppError('NOT_FOUND', `There is no model revision ${revisionId}.`);
  return {
    modelId: row.modelId,
    slug: row.model.slug,
    revisionId: row.id,
    digest: row.digest,
    location: row.location,
    source: row.model.source,
    format: row.format as RevisionRecord['format'],
    precision: row.precision,
    blockCount: row.blockCount,
    parameterCount: Number(row.parameterCount),
    layers: row.layers.map(({ id, index, parameterCount }) => ({ id, index, parameterCount: Number(parameterCount) })),
  };
}
