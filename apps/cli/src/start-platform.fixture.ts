import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { createInterface } from 'node:readline';
import { programArgs } from '@lamina/bundle/program-args';

/** A platform's API in a separate process. */
export interface TestPlatform {
  /** URL of the GraphQL endpoint. */
  readonly url: string;
  /** The administrator's token. */
  readonly token: string;
  /** The reply to a query. */
  ask(query: string): Promise<{ readonly data: unknown; readonly errors?: object }>;
  stop(): Promise<void>;
}

export async function startPlatform(databaseUrl: string): Promise<TestPlatform> {
  const token = 'lam_administrator-of-the-cli-tests';
  const env = { PATH: '/usr/bin:/bin', DATABASE_URL: databaseUrl, LAMINA_API_PORT: '0', LAMINA_ADMIN_TOKEN: token };
  const child = spawn(process.execPath, programArgs('apps/api/src/main.ts'), { env, stdio: ['ignore', 'pipe', 'inherit'] });
  const ended = once(child, 'exit');
  const [firstLine] = await once(createInterface({ input: child.stdout }), 'line');
  child.stdout.resume();
  const { url } = JSON.parse(firstLine) as { readonly url: string };
  return {
    url,
    token,
    async ask(query) {
      const headers = { 'content-type': 'application/json' };
      const reply = await fetch(url, { method: 'POST', headers, body: JSON.stringify({ query }) });
      return (await reply.json()) as { readonly data: unknown; readonly errors?: object };
    },
    async stop() {
      child.kill('SIGTERM');
      await ended;
    },
  };
}
