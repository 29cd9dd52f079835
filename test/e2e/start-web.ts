import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { findFreePort } from '@lamina/database';
import { waitFor } from './checks.ts';

/** A web server beside that of the stack. */
export interface Web {
  readonly url: string;
  readonly child: ChildProcess;
  stop(): Promise<void>;
}

/** Starts one with the port of an API and additional environment variables. */
export async function startWeb(apiPort: number | string, variables: Readonly<Record<string, string>> = {}): Promise<Web> {
  const port = await findFreePort();
  const child = spawn(process.execPath, ['../../node_modules/next/dist/bin/next', 'start', '--port', String(port)], {
    cwd: 'apps/web',
    env: { ...process.env, LAMINA_API_PORT: String(apiPort), NODE_ENV: 'production', ...variables },
    stdio: ['ignore', 'ignore', 'pipe'],
  });
  return {
    url: `http://localhost:${port}`,
    child,
    async stop() {
      child.kill('SIGTERM');
      if (child.exitCode === null && child.signalCode === null) await once(child, 'exit');
    },
  };
}

/** Resolves when it serves a file. */
export async function waitForWeb({ url }: Web): Promise<void> {
  await waitFor('another web server', async () => (await fetch(`${url}/icon.svg`).catch(() => null))?.ok);
}
