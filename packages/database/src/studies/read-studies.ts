import type { Job } from '../../generated/client.ts';
import type { Database } from '../connection/create-database.ts';

/** The stored request of a study. */
export async function getStudyRequest(database: Database, studyId: string): Promise<unknown> {
  return (await database.prisma.study.findUniqueOrThrow({ where: { id: studyId }, select: { request: true } })).request;
}

/** A study of a model that was made of another one. */
export interface DerivedStudy {
  readonly id: string;
  readonly slug: string;
  readonly jobs: readonly Job[];
}

/** Studies of models that were made of the study's own, as its jobs submit them: those that are not older than the study. */
export async function listDerivedStudies({ prisma }: Database, studyId: string): Promise<readonly DerivedStudy[]> {
  const { modelId, createdAt } = await prisma.study.findUniqueOrThrow({ where: { id: studyId } });
  const derived = await prisma.study.findMany({
    where: { model: { derivedFromId: modelId }, createdAt: { gte: createdAt } },
    orderBy: { id: 'asc' },
    include: { model: true, jobs: true },
  });
  return derived.map(({ id, model, jobs }) => ({ id, slug: model.slug, jobs }));
}
