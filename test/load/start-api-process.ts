import assert from 'node:assert/strict';
import { type ChildProcess, type StdioOptions, spawn } from 'node:child_process';
import { once } from 'node:events';
import { resolve } from 'node:path';
import { findFreePort } from '@lamina/database';
import { waitFor } from '../e2e/checks.ts';

export interface ApiProcessOptions {
  /** Its settings, besides its port and the level of its log. */
  readonly env: Readonly<Record<string, string>>;
  readonly nodeArgs?: readonly string[];
  readonly stdio: StdioOptions;
}

/** An API in a process of its own, as a server has it. */
export interface ApiProcess {
  readonly child: ChildProcess;
  /** Resolves with the address of its GraphQL when it answers. @throws Error if it ends before that. */
  ready(): Promise<string>;
  stop(): Promise<void>;
}

/** Starts the API on a free port; only its warnings are printed. */
export async function startApiProcess({ env, nodeArgs = [], stdio }: ApiProcessOptions): Promise<ApiProcess> {
  const port = await findFreePort();
  const child = spawn(process.execPath, [...nodeArgs, resolve('apps/api/src/main.ts')], {
    env: { ...process.env, LAMINA_API_PORT: String(port), LAMINA_LOG_LEVEL: 'warn', ...env },
    stdio,
  });
  const ended = once(child, 'exit');
  return {
    child,
    async ready() {
      await waitFor('the API', async () => {
        assert.equal(child.exitCode, null, `the API ended with ${child.exitCode} before it was ready`);
        return (await fetch(`http://127.0.0.1:${port}/readyz`).catch(() => null))?.ok;
      });
      return `http://127.0.0.1:${port}/graphql`;
    },
    async stop() {
      child.kill('SIGTERM');
      await ended;
    },
  };
}
