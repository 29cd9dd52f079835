import assert from 'node:assert/strict';
import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createDatabase, type Database, findFreePort, migrate, startEmbeddedServer } from '@lamina/database';
import { waitFor } from '../../e2e/checks.ts';

/** API and page over a throw-away database; nothing is scored. */
export interface Pages {
  readonly webUrl: string;
  stop(): Promise<void>;
}

/** Starts a database, fills it, and serves the production build of the pages over it. The build must exist. */
export async function startPages(seed: (database: Database) => Promise<void>): Promise<Pages> {
  const folder = mkdtempSync(join(tmpdir(), 'lamina-web-'));
  const server = await startEmbeddedServer({ dataDir: join(folder, 'postgres') });
  const children: ChildProcess[] = [];
  const stop = async () => {
    for (const child of children) {
      child.kill('SIGTERM');
      if (child.exitCode === null) await once(child, 'exit');
    }
    await server.stop();
    rmSync(folder, { recursive: true, force: true });
  };
  try {
    const databaseUrl = server.databaseUrl();
    await migrate(databaseUrl);
    const database = createDatabase(databaseUrl);
    await seed(database);
    await database.close();
    const [apiPort, webPort] = [await findFreePort(), await findFreePort()];
    const env = {
      ...process.env,
      DATABASE_URL: databaseUrl,
      LAMINA_API_PORT: String(apiPort),
      LAMINA_WEB_PORT: String(webPort),
      // One browser loads a thousand rows again and again, faster than readers may.
      LAMINA_RATE_LIMIT_ANONYMOUS: '1000000',
      LAMINA_DATA_DIR: folder,
    };
    const token = `lam_${'bench'.repeat(9)}`;
    children.push(
      spawn(process.execPath, ['apps/api/src/main.ts'], { env: { ...env, LAMINA_ADMIN_TOKEN: token }, stdio: 'ignore' }),
      spawn(process.execPath, ['../../node_modules/next/dist/bin/next', 'start', '--port', String(webPort)], {
        cwd: 'apps/web',
        env: { ...env, NODE_ENV: 'production' },
        stdio: 'ignore',
      }),
    );
    const webUrl = `http://localhost:${webPort}`;
    await waitFor('the page', async () => {
      for (const child of children) assert.equal(child.exitCode, null, 'the API or the page ended');
      const page = await fetch(webUrl).catch(() => null);
      return page?.ok && (await page.text()).includes('made-model');
    });
    return { webUrl, stop };
  } catch (error) {
    await stop();
    throw error;
  }
}
