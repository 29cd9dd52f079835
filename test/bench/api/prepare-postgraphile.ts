import { spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, writeFileSync } from 'node:fs';
import { homedir } from 'node:os';
import { join } from 'node:path';

/** The PostGraphile version of the comparison. */
export const POSTGRAPHILE_VERSION = '5.1.5';

/**
 * Installs PostGraphile once, in the user's cache folder, and returns the folder. It is not a dependency of the workspace, because only this
 * comparison needs its 300 MB.
 *
 * @throws Error when npm cannot install it.
 */
export function preparePostgraphile(): string {
  const cache = join(process.env.XDG_CACHE_HOME ?? join(homedir(), '.cache'), 'lamina');
  const folder = join(cache, `postgraphile-${POSTGRAPHILE_VERSION}`);
  if (existsSync(join(folder, 'node_modules/postgraphile/package.json'))) return folder;
  mkdirSync(folder, { recursive: true });
  writeFileSync(join(folder, 'package.json'), '{ "name": "lamina-bench-postgraphile", "private": true }\n');
  const { status } = spawnSync('npm', ['install', '--no-audit', '--no-fund', '--save-exact', `postgraphile@${POSTGRAPHILE_VERSION}`], {
    cwd: folder,
    stdio: ['ignore', 2, 2],
  });
  if (status !== 0) throw new Error('PostGraphile could not be installed (is the npm registry reachable?)');
  return folder;
}
