import { type Database, type RevisionRecord, registerModel } from '@lamina/database';
import { inspectModel } from '@lamina/engine';
import { AppError } from '@lamina/errors';
import { digestFolder, modelRoots } from '../env.ts';
import { locateModel } from '../locate-model.ts';

/** A short name for a model as it was given: `HuggingFaceTB/SmolLM2-135M` becomes smollm2-135m. */
export function slugOf(reference: string): string {
  const last = reference.replace(/\/+$/, '').split('/').at(-1) ?? reference;
  const slug = last
    .toLowerCase()
    .replace(/\.onnx$/, '')
    .replace(/[^a-z0-9._-]+/g, '-')
    .replace(/^[^a-z0-9]+|[^a-z0-9]+$/g, '');
  if (slug !== '') return slug;
  throw new AppError('BAD_USER_INPUT', `no short name can be made of "${reference}"; give the model by its folder`);
}

/** Reads a model, downloading it where it is not here, and stores it so that jobs can name it. */
export async function registerStudyModel(database: Database, reference: string): Promise<RevisionRecord> {
  const location = await locateModel(reference);
  const inspection = await inspectModel(location, { roots: modelRoots(), digests: { cacheFolder: digestFolder() } });
  const family = inspection.architecture ?? 'unknown';
  const slug = slugOf(reference);
  return registerModel(database, { slug, name: slug, family: { slug: family, name: family }, source: 'folder', location, inspection });
}
