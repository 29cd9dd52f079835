import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createDatabase, type Database, migrate, startEmbeddedServer } from '@lamina/database';
import { databaseUrl } from '../env.ts';

/** A database for studies on this machine. */
export interface StudyDatabase {
  readonly database: Database;
  /** Environment variables for the scorer. */
  readonly environment: Readonly<Record<string, string>>;
  close(): Promise<void>;
}

/** The platform's database if DATABASE_URL is set; otherwise a temporary PostgreSQL that is deleted after the study is read. */
export async function openStudyDatabase(): Promise<StudyDatabase> {
  const given = databaseUrl();
  if (given !== null) {
    await migrate(given);
    const database = createDatabase(given);
    return { database, environment: { DATABASE_URL: given }, close: () => database.close() };
  }
  return openTemporaryDatabase();
}

/** A database in a PostgreSQL that ends when it is closed. */
async function openTemporaryDatabase(): Promise<StudyDatabase> {
  const folder = mkdtempSync(join(tmpdir(), 'lamina-study-'));
  const server = await startEmbeddedServer({ dataDir: join(folder, 'postgres'), durable: false });
  const url = server.databaseUrl();
  await migrate(url);
  const database = createDatabase(url);
  return {
    database,
    environment: { DATABASE_URL: url, LAMINA_DATA_DIR: folder },
    async close() {
      await database.close();
      await server.stop();
      rmSync(folder, { recursive: true, force: true });
    },
  };
}
