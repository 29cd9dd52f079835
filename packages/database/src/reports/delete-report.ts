import { AppError } from '@lamina/errors';
import type { Database } from '../create-database.ts';

/** Deletes a report. @throws AppError NOT_FOUND. */
export async function deleteReport({ prisma }: Database, slug: string): Promise<void> {
  const { count } = await prisma.report.deleteMany({ where: { slug } });
  if (count === 0) throw new AppError('NOT_FOUND', `There is no report "${slug.slice(0, 100)}".`);
}
