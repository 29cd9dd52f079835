import { spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { readdirSync } from 'node:fs';
import { homedir } from 'node:os';
import { join, resolve } from 'node:path';
import { parseArgs } from 'node:util';
import { readHubFolder, startTestHub } from '@lamina/test-utils/hub';
import { endSuite, readCounts, skipSuite } from '../../scripts/count-line.ts';
import { checkPages } from '../docs/check-pages.ts';
import { Checks } from '../e2e/checks.ts';
import { checkClient } from '../python/check-client.ts';
import { prepareClientPython } from '../python/prepare-python.ts';
import { startServer } from '../python/start-server.ts';

/**
 * Runs the Python client's tests; then the notebooks, and every command and query of the pages with instructions, against a real server that has
 * measured three bundled models. `--only notebooks` or `--only pages` skips the rest, `--write` stores the notebooks' outputs in their files. Ends with the line `N passed, N failed`.
 */
const cache = join(process.env.XDG_CACHE_HOME ?? join(homedir(), '.cache'), 'lamina');
const { write, only } = parseArgs({ options: { write: { type: 'boolean', default: false }, only: { type: 'string' } } }).values;
const includes = (part: string): boolean => only === undefined || only === part;
const notebooks = readdirSync('notebooks')
  .filter((name) => name.endsWith('.ipynb'))
  .sort()
  .map((name) => join('notebooks', name));

const prepared = prepareClientPython(cache, resolve('clients/python'));
if (typeof prepared === 'string') skipSuite(prepared);
const python = join(prepared.bin, 'python');
const checks = new Checks();
const counts = [includes('client') ? await checkClient(prepared.bin) : { passed: 0, failed: 0 }];
const server = await startServer();
const hub = await startTestHub({ models: { 'onnx-community/SmolLM2-135M-Instruct-ONNX': readHubFolder('models/lamina-llama-8') } });
try {
  const environment = { LAMINA_URL: server.apiUrl, LAMINA_TOKEN: server.token, XDG_CACHE_HOME: join(server.dataDir, 'cache') };
  await checks.check('three models are measured', async () => {
    const { status } = await run('measure_models.py', ['--limit', '20'], environment);
    if (status !== 0) throw new Error('measure_models.py failed; the lines above say why');
  });
  if (includes('notebooks')) {
    const { output } = await run('execute_notebooks.py', [...(write ? ['--write'] : []), ...notebooks], environment);
    counts.push(readCounts(output) ?? { passed: 0, failed: 1 });
  }
  const onHub = { HF_ENDPOINT: hub.endpoint, HF_HUB_CACHE: join(server.dataDir, 'hub') };
  if (includes('pages'))
    await checkPages(checks, { apiUrl: server.apiUrl, token: server.token, python, environment: { ...environment, ...onHub } });
} finally {
  await hub.close();
  await server.stop();
}
if (write) spawnSync('node_modules/.bin/biome', ['format', '--write', 'notebooks'], { stdio: 'ignore' });
counts.push(checks);
const sumOf = (name: 'passed' | 'failed'): number => counts.reduce((sum, part) => sum + part[name], 0);
endSuite({ passed: sumOf('passed'), failed: sumOf('failed') });

/** Runs a script of this folder; its output is shown and returned. */
async function run(script: string, args: readonly string[], environment: Readonly<Record<string, string>>) {
  const env = { ...process.env, ...environment, PYTHONDONTWRITEBYTECODE: '1' };
  const child = spawn(python, ['-W', 'ignore', join(import.meta.dirname, script), ...args], { env, stdio: ['ignore', 'pipe', 'inherit'] });
  let output = '';
  child.stdout.setEncoding('utf8').on('data', (text: string) => {
    output += text;
    process.stdout.write(text);
  });
  const [status] = await once(child, 'close');
  return { status: status as number | null, output };
}
