import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { createServer } from 'node:net';
import { join } from 'node:path';

const MAIN = join(import.meta.dirname, '../../../api/src/main.ts');

/** A platform's API in a process of its own. */
export interface TestPlatform {
  readonly url: string;
  /** The administrator's token. */
  readonly token: string;
  /** The data of a query. */
  ask(query: string): Promise<unknown>;
  stop(): Promise<void>;
}

export async function startPlatform(databaseUrl: string, dataDir: string): Promise<TestPlatform> {
  const port = await findFreePort();
  const token = 'lam_administrator-of-the-cli-tests';
  const env = {
    ...{ PATH: '/usr/bin:/bin', HOME: dataDir, DATABASE_URL: databaseUrl, LAMINA_DATA_DIR: dataDir },
    ...{ LAMINA_API_PORT: String(port), LAMINA_ADMIN_TOKEN: token },
  };
  const child = spawn(process.execPath, ['--import', 'tsx', MAIN], { env, stdio: ['ignore', 'pipe', 'inherit'] });
  const ended = once(child, 'exit');
  for await (const text of child.stdout.setEncoding('utf8').iterator({ destroyOnReturn: false }))
    if (String(text).includes('The API answers')) break;
  child.stdout.resume();
  const url = `http://localhost:${port}`;
  return {
    url,
    token,
    async ask(query) {
      const headers = { 'content-type': 'application/json' };
      const reply = await fetch(`${url}/graphql`, { method: 'POST', headers, body: JSON.stringify({ query }) });
      return ((await reply.json()) as { readonly data: unknown }).data;
    },
    async stop() {
      child.kill('SIGTERM');
      await ended;
    },
  };
}

async function findFreePort(): Promise<number> {
  const server = createServer().listen(0);
  await once(server, 'listening');
  const address = server.address();
  server.close();
  await once(server, 'close');
  if (address === null || typeof address === 'string') throw new Error('no TCP port');
  return address.port;
}
