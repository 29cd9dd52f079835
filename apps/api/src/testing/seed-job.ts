import type { Database } from '@lamina/database';

/** Stores a queued job without a study. Returns its key. */
export async function seedJob({ prisma }: Database, kind = 'score-model'): Promise<string> {
  const { id } = await prisma.job.create({ data: { kind, payload: { folder: '/secret/folder' } } });
  return id;
}
