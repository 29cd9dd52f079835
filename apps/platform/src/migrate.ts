import { migrate } from '@lamina/database';
import { AppError } from '@lamina/errors';
import { readDatabaseUrl } from './read-database-url.ts';

/** Migrates the database of DATABASE_URL to this version's schema, once: for installations that start their parts separately. */
try {
  const problems: string[] = [];
  // biome-ignore lint/style/noProcessEnv: env.ts reads the environment of all parts, of which this program needs one variable
  const databaseUrl = readDatabaseUrl(process.env, problems);
  if (problems.length > 0) throw new AppError('CONFIG_INVALID', problems.join('; '));
  if (databaseUrl === null)
    throw new AppError('CONFIG_INVALID', 'DATABASE_URL must name the database to migrate; npm start migrates the embedded one');
  const applied = await migrate(databaseUrl);
  process.stdout.write(applied.length === 0 ? 'the database is up to date\n' : `applied ${applied.join(', ')}\n`);
  process.exit(0);
} catch (error) {
  process.stderr.write(error instanceof AppError ? `${error.code}: ${error.message}\n` : `INTERNAL_SERVER_ERROR: ${String(error)}\n`);
  process.exit(1);
}
