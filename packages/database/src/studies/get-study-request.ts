import type { Database } from '../create-database.ts';

/** The stored request of a study. */
export async function getStudyRequest(database: Database, studyId: string): Promise<unknown> {
  return (await database.prisma.study.findUniqueOrThrow({ where: { id: studyId }, select: { request: true } })).request;
}
