import { type Database, type RevisionRecord, registerModel } from '@lamina/database';
import { inspectModel } from '@lamina/engine';
import { slugOf } from '@lamina/hub';
import { modelLookup } from '../env.ts';
import { locateModel } from '../locate-model.ts';

/** Reads a model (downloads it if necessary) and stores it, so that jobs can refer to it. */
export async function registerStudyModel(database: Database, reference: string): Promise<RevisionRecord> {
  const location = await locateModel(reference);
  const inspection = await inspectModel(location, modelLookup());
  const family = inspection.architecture ?? 'unknown';
  const slug = slugOf(reference);
  return registerModel(database, { slug, name: slug, family: { slug: family, name: family }, source: 'folder', location, inspection });
}
