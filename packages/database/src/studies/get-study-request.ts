import type { Database } from '../create-database.ts';

/** What a study was asked for, as it is stored. */
export async function getStudyRequest(database: Database, studyId: string): Promise<unknown> {
  return (await database.prisma.study.findUniqueOrThrow({ where: { id: studyId }, select: { request: true } })).request;
}
