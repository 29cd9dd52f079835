import { AppError } from '@lamina/errors';
import type { Database } from '../create-database.ts';
import { getCurrentRevision } from './get-current-revision.ts';
import type { RevisionRecord } from './model-record.ts';

/**
 * The current revision of a model whose files a scorer can open.
 * @throws AppError NOT_FOUND for an unknown model; CONFLICT for a model that was registered by its facts only
 */
export async function getMeasurableRevision(database: Database, slug: string): Promise<RevisionRecord> {
  const revision = await getCurrentRevision(database, slug);
  if (revision.source !== 'declared') return revision;
  throw new AppError(
    'CONFLICT',
    `"${slug}" was registered by its facts and has no files here. Register it with a reference, or import your measurements.`,
  );
}
