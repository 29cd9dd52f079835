import { spawnSync } from 'node:child_process';
import { copyFileSync, cpSync, mkdirSync, readdirSync, readFileSync, rmSync, symlinkSync, utimesSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeEach, describe, expect, it } from '@jest/globals';
import { createTemporaryFolder } from '@lamina/test-utils/models';

const ROOT = join(import.meta.dirname, '../../..');
const MODEL = join(ROOT, 'packages/engine/fixtures/tiny-llama');
const temporary = createTemporaryFolder();
afterAll(temporary.remove);

/** Runs the command line of `root`, and lists the addresses of all scripts that it loaded. */
function lamina(
  args: readonly string[],
  root = ROOT,
): { readonly stdout: string; readonly stderr: string; readonly scripts: readonly string[] } {
  const coverage = join(temporary.path, 'coverage');
  rmSync(coverage, { recursive: true, force: true });
  const env = { PATH: '/usr/bin:/bin', NODE_V8_COVERAGE: coverage, TMPDIR: temporary.path };
  const { stdout, stderr } = spawnSync(process.execPath, [join(root, 'apps/cli/bin/lamina.mjs'), ...args], { env, encoding: 'utf8' });
  const scripts = readdirSync(coverage).flatMap((name) => {
    const { result } = JSON.parse(readFileSync(join(coverage, name), 'utf8')) as { readonly result: readonly { readonly url: string }[] };
    return result.map(({ url }) => url);
  });
  return { stdout, stderr, scripts };
}

describe('the command line', () => {
  it('helps without the runtime of models and without a database client', () => {
    const { stdout, scripts } = lamina(['--help']);
    expect(stdout).toContain('inspect');
    expect(scripts.filter((url) => /onnxruntime|prisma|\/pg\//.test(url))).toEqual([]);
  });

  it('inspects a model without a database client', () => {
    const { stdout, scripts } = lamina(['inspect', MODEL, '--json', '-']);
    expect(JSON.parse(stdout).blocks).toBe(3);
    expect(scripts.filter((url) => /prisma|\/pg\//.test(url))).toEqual([]);
    expect(scripts.some((url) => url.includes('onnxruntime-node'))).toBe(true);
  });

  it('runs as a bundle that holds no reports of ONNX Runtime', () => {
    const { scripts } = lamina(['inspect', MODEL]);
    expect(scripts.filter((url) => url.endsWith('.ts'))).toEqual([]);
    // Where ONNX Runtime reports, it opens a log.
    expect(readdirSync(temporary.path).filter((name) => name.endsWith('.log'))).toEqual([]);
  });
});

describe('the bundle', () => {
  const root = join(temporary.path, 'checkout');
  const greeting = join(root, 'apps/cli/src/main.ts');
  const write = (text: string, modifiedAt: number): void => {
    writeFileSync(greeting, text);
    utimesSync(greeting, modifiedAt, modifiedAt);
  };

  beforeEach(() => {
    rmSync(root, { recursive: true, force: true });
    mkdirSync(join(root, 'apps/cli/src'), { recursive: true });
    mkdirSync(join(root, 'packages/database/generated'), { recursive: true });
    mkdirSync(join(root, 'node_modules/@lamina'), { recursive: true });
    for (const folder of ['apps/cli/bin', 'packages/bundle']) cpSync(join(ROOT, folder), join(root, folder), { recursive: true });
    symlinkSync('../../packages/bundle', join(root, 'node_modules/@lamina/bundle'));
    copyFileSync(join(ROOT, 'package.json'), join(root, 'package.json'));
    writeFileSync(join(root, 'packages/database/generated/client.ts'), '');
    for (const name of ['esbuild', '@esbuild']) symlinkSync(join(ROOT, 'node_modules', name), join(root, 'node_modules', name));
  });

  it('is kept while its sources stay, and made anew when one changes', () => {
    write("console.log('first');", 1);
    const mainOf = ({ scripts }: { readonly scripts: readonly string[] }): string | undefined =>
      scripts.find((url) => url.endsWith('/main.mjs'));
    const first = lamina([], root);
    const second = lamina([], root);
    expect([first.stdout, second.stdout]).toEqual(['first\n', 'first\n']);
    expect(mainOf(second)).toBe(mainOf(first));
    write("console.log('other');", 2);
    expect(lamina([], root).stdout).toBe('other\n');
  });

  it('says what is wrong where its sources do not parse', () => {
    write('const = ;', 1);
    expect(lamina([], root).stderr).toMatch(/apps\/cli\/src\/main\.ts cannot be bundled:[\s\S]*main\.ts:1:6: ERROR/);
  });

  it('is not taken from another checkout whose libraries were copied', () => {
    write("console.log('first');", 1);
    lamina([], root);
    const copy = join(temporary.path, 'copy');
    cpSync(root, copy, { recursive: true, preserveTimestamps: true, verbatimSymlinks: true });
    expect(lamina([], copy).scripts.filter((url) => url.includes('/checkout/'))).toEqual([]);
  });
});
