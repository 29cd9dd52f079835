import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { join, resolve } from 'node:path';
import { LAYER_TABLE_TEXT } from '../../apps/web/features/query/layer-table-text.ts';
import { startServer } from './start-server.ts';

/** How many checks passed and failed. */
export interface Counts {
  readonly passed: number;
  readonly failed: number;
}

const CLIENT = resolve('clients/python');
const PACKAGE_CHECK = join(import.meta.dirname, 'check_package.py');

/**
 * Checks format, lint and types of the Python client, runs its tests against a real server that scores bundled models, and uses its package from an
 * environment that has nothing else.
 */
export async function checkClient(bin: string): Promise<Counts> {
  let [passed, failed] = [0, 0];
  for (const [title, command, ...args] of [
    ['format', 'ruff', 'format', '--check', '.'],
    ['lint', 'ruff', 'check', '.'],
    ['types', 'mypy'],
  ] as const) {
    process.stdout.write(`\n— ${title}\n`);
    const { status } = await run(join(bin, command), args);
    if (status === 0) passed += 1;
    else failed += 1;
  }
  process.stdout.write('\n— tests of the client\n');
  const server = await startServer();
  try {
    const { output } = await run(join(bin, 'python'), ['-m', 'pytest'], {
      LAMINA_TEST_URL: server.apiUrl,
      LAMINA_TEST_TOKEN: server.token,
      LAMINA_TEST_PICTURE_TEXTS: JSON.stringify(
        Object.fromEntries(Object.entries(LAYER_TABLE_TEXT).map(([language, write]) => [language, write('influence', server.apiUrl)])),
      ),
    });
    const count = (what: string): number => Number(new RegExp(`(\\d+) ${what}`).exec(output.split('\n').at(-2) ?? '')?.[1] ?? 0);
    passed += count('passed');
    // A run that ends without a count, for example because it could not start, has failed.
    failed += count('failed') + count('errors?') + (/\d+ passed/.test(output) ? 0 : 1);
    process.stdout.write('\n— the package\n');
    const packaged = await run(join(bin, 'python'), [PACKAGE_CHECK], { LAMINA_TEST_URL: server.apiUrl });
    const [, works = 0, fails = 1] = /(\d+) passed, (\d+) failed\s*$/.exec(packaged.output) ?? [];
    passed += Number(works);
    failed += Number(fails);
  } finally {
    await server.stop();
  }
  return { passed, failed };
}

/** Runs a program in the client's folder; its output is shown and returned. */
async function run(command: string, args: readonly string[], extra: Readonly<Record<string, string>> = {}) {
  const env = { ...process.env, PYTHONDONTWRITEBYTECODE: '1', ...extra };
  const child = spawn(command, args, { cwd: CLIENT, env, stdio: ['ignore', 'pipe', 'inherit'] });
  let output = '';
  child.stdout.on('data', (chunk: Buffer) => {
    output += chunk.toString();
    process.stdout.write(chunk);
  });
  const [status] = await once(child, 'close');
  return { status: status as number | null, output };
}
