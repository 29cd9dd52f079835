import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { homedir } from 'node:os';
import { join, resolve } from 'node:path';
import { prepareClientPython } from './prepare-python.ts';
import { startServer } from './start-server.ts';

/**
 * The Python client: format, lint, types, and its tests against a real server that scores bundled models on their behalf.
 * Ends with the line `N passed, N failed`.
 */
const cache = join(process.env.XDG_CACHE_HOME ?? join(homedir(), '.cache'), 'lamina');
const client = resolve('clients/python');

const python = prepareClientPython(cache, client);
if (typeof python === 'string') {
  process.stdout.write(`skipped: ${python}\n\n0 passed, 0 failed\n`);
  process.exit(0);
}
const { bin } = python;
let passed = 0;
let failed = 0;
for (const [title, command, ...args] of [
  ['format', 'ruff', 'format', '--check', '.'],
  ['lint', 'ruff', 'check', '.'],
  ['types', 'mypy'],
] as const) {
  process.stdout.write(`\n— ${title}\n`);
  const { status } = await run(command, args);
  if (status === 0) passed += 1;
  else failed += 1;
}

process.stdout.write('\n— tests\n');
const server = await startServer();
try {
  const { output } = await run('python', ['-m', 'pytest'], { LAMINA_TEST_URL: server.apiUrl, LAMINA_TEST_TOKEN: server.token });
  const count = (what: string): number => Number(new RegExp(`(\\d+) ${what}`).exec(output.split('\n').at(-2) ?? '')?.[1] ?? 0);
  passed += count('passed');
  // A run that ends without a count, as when it could not begin, has failed.
  failed += count('failed') + count('errors?') + (/\d+ passed/.test(output) ? 0 : 1);
} finally {
  await server.stop();
}
process.stdout.write(`\n${passed} passed, ${failed} failed\n`);
process.exit(failed === 0 ? 0 : 1);

/** Runs one of the environment's programs in the client's folder; its output is shown and returned. */
async function run(command: string, args: readonly string[], extra: Readonly<Record<string, string>> = {}) {
  const env = { ...process.env, PYTHONDONTWRITEBYTECODE: '1', ...extra };
  const child = spawn(join(bin, command), args, { cwd: client, env, stdio: ['ignore', 'pipe', 'inherit'] });
  let output = '';
  child.stdout.on('data', (chunk: Buffer) => {
    output += chunk.toString();
    process.stdout.write(chunk);
  });
  const [status] = await once(child, 'close');
  return { status: status as number | null, output };
}
