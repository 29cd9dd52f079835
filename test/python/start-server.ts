import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { programArgs } from '@lamina/bundle/program-args';
import { createDatabase, type EmbeddedServer, findFreePort, importPublishedLayers, migrate, startEmbeddedServer } from '@lamina/database';
import { Supervisor } from '@lamina/platform-app/supervisor';
import { waitFor } from '../e2e/checks.ts';

/** A server without a page: embedded PostgreSQL, API and one scorer, with its own empty data folder. */
export interface Server {
  readonly apiUrl: string;
  /** The administrator's token. */
  readonly token: string;
  /** Deleted together with the server. */
  readonly dataDir: string;
  /** Stops everything and deletes the data folder. */
  stop(): Promise<void>;
}

/** Starts API and scorer as `npm start` does; what ships of published layers is stored, and nothing is registered or scored yet. */
export async function startServer(): Promise<Server> {
  const dataDir = mkdtempSync(join(tmpdir(), 'lamina-python-'));
  const supervisor = new Supervisor(join(dataDir, 'logs'));
  let postgres: EmbeddedServer | undefined;
  const stop = async (): Promise<void> => {
    await supervisor.stop();
    await postgres?.stop();
    rmSync(dataDir, { recursive: true, force: true });
  };
  try {
    postgres = await startEmbeddedServer({ dataDir: join(dataDir, 'postgres') });
    const databaseUrl = postgres.databaseUrl();
    await migrate(databaseUrl);
    const database = createDatabase(databaseUrl);
    await importPublishedLayers(database, 'models/published/layers').finally(() => database.close());
    const [apiPort, webPort] = [await findFreePort(), await findFreePort()];
    const token = 'lam_administrator-of-the-python-tests';
    const env = {
      DATABASE_URL: databaseUrl,
      LAMINA_DATA_DIR: dataDir,
      LAMINA_MODEL_DIRS: resolve('apps/scorer/fixtures'),
      LAMINA_ADMIN_TOKEN: token,
      LAMINA_API_PORT: String(apiPort),
      LAMINA_WEB_PORT: String(webPort),
      LAMINA_RATE_LIMIT_ANONYMOUS: '1000000',
    };
    const failure = Promise.withResolvers<never>();
    supervisor.start({ name: 'api', args: programArgs('apps/api/src/main.ts'), env }, failure.reject);
    supervisor.start({ name: 'scorer', args: programArgs('apps/scorer/src/main.ts'), env }, failure.reject);
    const base = `http://localhost:${apiPort}`;
    const ready = waitFor('the API', async () => (await fetch(`${base}/readyz`).catch(() => null))?.ok);
    await Promise.race([ready, failure.promise]);
    return { apiUrl: base, token, dataDir, stop };
  } catch (error) {
    await stop();
    throw error;
  }
}
