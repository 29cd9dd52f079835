import { AppError } from '@lamina/errors';
import type { Database } from '../create-database.ts';

/** Revokes a token permanently; a token that is already revoked keeps its time. Refuses with NOT_FOUND. */
export async function revokeApiToken({ prisma }: Database, id: string): Promise<void> {
  const { count } = await prisma.apiToken.updateMany({ where: { id, revokedAt: null }, data: { revokedAt: new Date() } });
  if (count > 0) return;
  const found = await prisma.apiToken.findUnique({ where: { id }, select: { id: true } });
  if (found === null) throw new AppError('NOT_FOUND', 'There is no token with this id. Query `apiTokens` for the existing ones.');
}
