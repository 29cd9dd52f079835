import assert from 'node:assert/strict';
import { type ChildProcess, type StdioOptions, spawn } from 'node:child_process';
import { once } from 'node:events';
import { programArgs } from '@lamina/bundle/program-args';
import { findFreePort } from '@lamina/database';
import { waitFor } from '../e2e/checks.ts';

export interface ApiProcessOptions {
  /** Its settings, besides its port and the level of its log. */
  readonly env: Readonly<Record<string, string>>;
  readonly nodeArgs?: readonly string[];
  /** Where it runs: the host's address, and the beginning of a command line that runs on it. Default: this one. */
  readonly host?: { readonly address: string; readonly launcher: readonly string[] };
  readonly stdio: StdioOptions;
}

/** An API in a process of its own, as a server has it. */
export interface ApiProcess {
  readonly child: ChildProcess;
  /** Resolves with the address of its GraphQL when it answers. @throws Error if it ends before that. */
  ready(): Promise<string>;
  stop(): Promise<void>;
}

const THIS_HOST = { address: '127.0.0.1', launcher: [] };

/** Starts the API on a free port; only its warnings are printed. */
export async function startApiProcess({ env, nodeArgs = [], host = THIS_HOST, stdio }: ApiProcessOptions): Promise<ApiProcess> {
  const port = await findFreePort();
  const [program = '', ...args] = [...host.launcher, process.execPath, ...nodeArgs, ...programArgs('apps/api/src/main.ts')];
  const child = spawn(program, args, {
    env: { ...process.env, LAMINA_API_PORT: String(port), LAMINA_LOG_LEVEL: 'warn', ...env },
    stdio,
  });
  const ended = once(child, 'exit');
  return {
    child,
    async ready() {
      await waitFor('the API', async () => {
        assert.equal(child.exitCode, null, `the API ended with ${child.exitCode} before it was ready`);
        return (await fetch(`http://${host.address}:${port}/readyz`).catch(() => null))?.ok;
      });
      return `http://${host.address}:${port}/graphql`;
    },
    async stop() {
      child.kill('SIGTERM');
      await ended;
    },
  };
}
