import { AppError } from '@lamina/errors';
import type { Database } from '../create-database.ts';
import type { ModelRegistration } from './register-model.ts';

/** What a model and its family are called. Refuses with NOT_FOUND. */
export async function getModelNames(
  { prisma }: Database,
  modelId: string,
): Promise<Pick<ModelRegistration, 'name' | 'family'> & { readonly licence: string | null }> {
  const model = await prisma.model.findUnique({
    where: { id: modelId },
    select: { name: true, licence: true, family: { select: { slug: true, name: true } } },
  });
  if (model === null) throw new AppError('NOT_FOUND', `There is no model ${modelId}.`);
  return model;
}
