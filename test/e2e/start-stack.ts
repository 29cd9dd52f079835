import assert from 'node:assert/strict';
import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { createWriteStream, mkdirSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { programArgs } from '@lamina/bundle/program-args';
import { findFreePort } from '@lamina/database';
import { LIMIT_MS, waitFor } from './checks.ts';
import { postOperation } from './post-operation.ts';

/** A running Lamina with its own ports and its own empty data folder. */
export interface Stack {
  readonly webUrl: string;
  readonly apiUrl: string;
  /** Sends one GraphQL operation; fails on any error in the reply. */
  query<Data>(document: string, variables?: Record<string, unknown>): Promise<Data>;
  /** The same with the administrator's token, for writes. */
  write<Data>(document: string, variables?: Record<string, unknown>): Promise<Data>;
  /** The token that users paste to sign in. */
  adminToken(): string;
  /** Its output to stdout. */
  printed(): string;
  /** Sends SIGTERM; resolves when the process and its data folder are gone, rejects if it does not end in time or not with 0. */
  stop(): Promise<void>;
}

/**
 * Starts the processes of `npm start` (this process came through the same bootstrap), with additional environment variables and its own options, and waits until it
 * reports that page and API answer. Its output goes to test-results/e2e-stack.log.
 */
export async function startStack(variables: Readonly<Record<string, string>>, options: readonly string[] = []): Promise<Stack> {
  const [apiPort, webPort] = [await findFreePort(), await findFreePort()];
  const dataDir = mkdtempSync(join(tmpdir(), 'lamina-e2e-'));
  const env = {
    ...process.env,
    LAMINA_API_PORT: String(apiPort),
    LAMINA_WEB_PORT: String(webPort),
    LAMINA_DATA_DIR: dataDir,
    DATABASE_URL: '',
    HF_HUB_CACHE: join(dataDir, 'hub'),
    // The speeds on the page do not depend on the precision of their measurement.
    LAMINA_EFFICIENCY_SECONDS: '0',
    LAMINA_EFFICIENCY_PROMPT: '16',
    LAMINA_EFFICIENCY_GENERATE: '4',
    // All pages of all tests have one address.
    LAMINA_RATE_LIMIT_ANONYMOUS: '1000000',
    // Most checks are about what this stack measures.
    LAMINA_RECORDING: 'off',
    ...variables,
  };
  mkdirSync('test-results', { recursive: true });
  const log = createWriteStream('test-results/e2e-stack.log');
  const child = spawn(process.execPath, [...programArgs('apps/platform/src/main.ts'), ...options], {
    env,
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  let printed = '';
  child.stdout.pipe(log);
  child.stdout.setEncoding('utf8').on('data', (text: string) => {
    printed += text;
  });
  child.stderr.pipe(log);
  const webUrl = `http://localhost:${webPort}`;
  const apiUrl = `http://localhost:${apiPort}/graphql`;
  // A start builds the page.
  await waitFor(
    'page and API',
    async () => {
      assert.equal(child.exitCode, null, `the stack ended with ${child.exitCode}; test-results/e2e-stack.log says why`);
      return printed.includes(`lamina: GraphQL API  ${apiUrl}`);
    },
    2 * LIMIT_MS,
  );
  const adminToken = () => readFileSync(join(dataDir, 'admin-token'), 'utf8').trim();
  return {
    webUrl,
    apiUrl,
    query: (document, variables) => postOperation(apiUrl, document, variables),
    write: (document, variables) => postOperation(apiUrl, document, variables, adminToken()),
    adminToken,
    printed: () => printed,
    stop: () => stop(child, dataDir),
  };
}

async function stop(child: ChildProcess, dataDir: string): Promise<void> {
  if (child.exitCode === null && child.signalCode === null) {
    child.kill('SIGTERM');
    const timer = setTimeout(() => child.kill('SIGKILL'), LIMIT_MS);
    await once(child, 'exit');
    clearTimeout(timer);
  }
  rmSync(dataDir, { recursive: true, force: true });
  assert.equal(child.signalCode, null, `it had to be killed after ${LIMIT_MS / 1000} s`);
  assert.equal(child.exitCode, 0);
}
