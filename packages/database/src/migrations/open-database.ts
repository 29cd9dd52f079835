import { connectOrRefuse } from '../connection/connect-or-refuse.ts';
import { createDatabase, type Database, type DatabaseOptions } from '../connection/create-database.ts';
import { requireMigrations } from './require-migrations.ts';

/**
 * Opens the database of a long-running program: it answers and has exactly the migrations of this program.
 *
 * Refuses with CONFIG_INVALID (not a PostgreSQL URL), DATABASE_UNREACHABLE, or CONFLICT if it has other migrations; then nothing stays open.
 */
export async function openDatabase(url: string, options: DatabaseOptions = {}): Promise<Database> {
  await (await connectOrRefuse(url)).end();
  const database = createDatabase(url, options);
  try {
    await requireMigrations(database.prisma);
    return database;
  } catch (error) {
    await database.close();
    throw error;
  }
}
