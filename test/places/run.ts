import assert from 'node:assert/strict';
import { type SpawnSyncOptions, spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { endSuite } from '../../scripts/count-line.ts';
import { Checks } from '../e2e/checks.ts';
import { describeSurroundings, type Phase, runStart } from './run-start.ts';

/**
 * `npm start` and `npm test` in a copy of this repository that lies in a folder of mode 0700, whose path has a space and a letter beyond ASCII: as an
 * ordinary user, then, with the folder given to root, as root. Packages are hard links to those installed here. If this process is not root, it is
 * the ordinary user. Ends with the line `N passed, N failed`.
 */
const USER = 'lamina-tester';
const isRoot = process.getuid?.() === 0;
/** Open to its owner alone. */
const home = mkdtempSync(join(tmpdir(), 'Ein Haus für lamina '));
const clone = join(home, 'lamina');
// Storing a recording is proved elsewhere.
const surroundings = { ...describeSurroundings(), HOME: home, TMPDIR: undefined, LAMINA_RECORDING: 'off' };
const PAGE: Phase = { name: 'page open', isOver: async ({ webUrl }) => (await fetch(webUrl).catch(() => null))?.ok === true };
/** Starts a server, reads files beside its sources, bundles programs: what depends on the place. */
const TESTS = ['packages/database/src/embedded', 'packages/bundle', 'apps/api/src/schema/examples.test.ts'];
const checks = new Checks();

try {
  makeClone();
  await checkCommands('an ordinary user', isRoot ? ['setpriv', `--reuid=${USER}`, `--regid=${USER}`, '--clear-groups'] : []);
  if (isRoot) {
    run('chown', ['root', home]);
    rmSync(join(clone, '.lamina'), { recursive: true });
    await checkCommands('root', []);
  }
} finally {
  rmSync(home, { recursive: true, force: true });
}
endSuite(checks);

/** The tracked files of this checkout, owned by the user, and its packages. */
function makeClone(): void {
  mkdirSync(clone);
  run('git', ['checkout-index', '--all', `--prefix=${clone}/`]);
  if (isRoot && spawnSync('id', [USER]).status !== 0) run('useradd', ['--no-create-home', USER]);
  if (isRoot) run('chown', ['-R', '--no-dereference', `${USER}:`, home]);
  for (const folder of ['.', ...['apps', 'packages'].flatMap((group) => readdirSync(group).map((name) => join(group, name)))])
    if (existsSync(join(folder, 'node_modules'))) linkPackages(join(folder, 'node_modules'));
  for (const made of ['.cache', '.lamina-generated']) rmSync(join(clone, 'node_modules', made), { recursive: true, force: true });
}

/** Hard links where both folders lie on one disk. The files then have one owner, so only folders are given to the user. */
function linkPackages(packages: string): void {
  const target = join(clone, packages);
  if (spawnSync('cp', ['-al', packages, target]).status !== 0) {
    rmSync(target, { recursive: true, force: true });
    run('cp', ['-a', packages, target]);
  }
  if (isRoot) run('find', [target, '-type', 'd', '-exec', 'chown', `${USER}:`, '{}', '+']);
}

async function checkCommands(who: string, launcher: readonly string[]): Promise<void> {
  await checks.group(who, async () => {
    for (const start of ['first', 'second'])
      await checks.check(`the ${start} npm start opens the page`, async () => void (await runStart(clone, [PAGE], surroundings, launcher)));
    await checks.check('npm test passes', async () => {
      const [program = '', ...args] = [...launcher, 'npm', 'test', '--', ...TESTS];
      run(program, args, { cwd: clone, env: surroundings });
    });
  });
}

/** @throws AssertionError with the end of its output */
function run(program: string, args: readonly string[], options: SpawnSyncOptions = {}): void {
  const { status, stdout, stderr, error } = spawnSync(program, args, { ...options, encoding: 'utf8' });
  assert.equal(status, 0, error?.message ?? `${stdout}${stderr}`.trimEnd().split('\n').slice(-30).join('\n'));
}
