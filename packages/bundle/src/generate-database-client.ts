import { spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { delimiter, join } from 'node:path';
import { ROOT } from './bundle-options.ts';

/** `npm ci` alone creates no database client, but the bundle contains all commands and needs one. */
export function generateDatabaseClient(): void {
  const folder = join(ROOT, 'packages/database');
  if (existsSync(join(folder, 'generated/client.ts'))) return;
  // biome-ignore lint/style/noProcessEnv: the program started here needs PATH and its like
  const env = { ...process.env, PATH: `${join(ROOT, 'node_modules/.bin')}${delimiter}${process.env.PATH}` };
  spawnSync(process.execPath, [join(folder, 'scripts/generate.ts')], { env, stdio: 'ignore' });
}
