import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type EmbeddedServer, migrate, startEmbeddedServer } from '@lamina/database';

/** Name of the migrated, empty database that every test database is copied from. */
export const TEMPLATE_DATABASE = 'lamina_template';

/** A PostgreSQL server for one test run. */
export interface TestServer {
  /** Connection string of its maintenance database. */
  readonly url: string;
  stop(): Promise<void>;
}

/** Starts a real PostgreSQL in a temporary folder and migrates the template. Its files are deleted when it stops. */
export async function startTestServer(): Promise<TestServer> {
  const dataDir = mkdtempSync(join(tmpdir(), 'lamina-test-'));
  const server: EmbeddedServer = await startEmbeddedServer({ dataDir, durable: false });
  await migrate(server.databaseUrl(TEMPLATE_DATABASE));
  return {
    url: server.databaseUrl('postgres'),
    async stop() {
      await server.stop();
      rmSync(dataDir, { recursive: true, force: true });
    },
  };
}
