import { spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, writeFileSync } from 'node:fs';
import { homedir } from 'node:os';
import { join } from 'node:path';

/** The version that is measured against. */
export const POSTGRAPHILE_VERSION = '5.1.5';

/**
 * Installs PostGraphile once, below the user's cache, and answers the folder. It is no dependency of the workspace: 300 MB that only this
 * comparison needs.
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
