import { spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, mkdtempSync, readdirSync, renameSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { delimiter, join } from 'node:path';
import { build } from 'esbuild';
import { bundleOptions, ROOT } from './bundle-options.ts';

/** Long enough for a starting command to load its whole bundle. */
const KEEP_MS = 3_600_000;

/** The folder of bundles, each in its own subfolder, and the file that names the current bundle. */
interface BundleCache {
  readonly cache: string;
  readonly manifest: string;
}

/** A bundle: its main file, the repository's root, and its source files with their sizes and times. */
interface Manifest {
  readonly root: string;
  readonly main: string;
  readonly inputs: readonly (readonly [path: string, sizeBytes: number, mtimeMs: number])[];
}

/** Bundles the command line with Lamina's packages into a new folder of the cache, and returns the path of its main file. */
export async function buildBundle({ cache, manifest }: BundleCache): Promise<string> {
  const startedAt = Date.now();
  mkdirSync(cache, { recursive: true });
  removeOldBundles(cache, startedAt);
  generateDatabaseClient();
  const folder = mkdtempSync(join(cache, 'bundle-'));
  const { metafile } = await build({
    ...bundleOptions((path) => JSON.stringify(join(ROOT, path))),
    entryPoints: [{ in: 'apps/cli/src/main.ts', out: 'main' }],
    outdir: folder,
  });
  const main = join(folder, 'main.mjs');
  const inputs = Object.keys(metafile.inputs).filter((path) => existsSync(join(ROOT, path)));
  keep({ root: ROOT, main, inputs: inputs.map(describeFile) }, manifest, startedAt);
  return main;
}

/** `npm ci` alone creates no database client, but the bundle contains all commands and needs one. */
export function generateDatabaseClient(): void {
  const folder = join(ROOT, 'packages/database');
  if (existsSync(join(folder, 'generated/client.ts'))) return;
  // biome-ignore lint/style/noProcessEnv: the program started here needs PATH and its like
  const env = { ...process.env, PATH: `${join(ROOT, 'node_modules/.bin')}${delimiter}${process.env.PATH}` };
  spawnSync(process.execPath, [join(folder, 'scripts/generate.ts')], { env, stdio: 'ignore' });
}

function describeFile(path: string): Manifest['inputs'][number] {
  const { size, mtimeMs } = statSync(join(ROOT, path));
  return [path, size, mtimeMs];
}

/** Makes a bundle the current one, unless a source file changed during the build. */
function keep(bundle: Manifest, path: string, startedAt: number): void {
  if (bundle.inputs.some(([, , mtimeMs]) => mtimeMs >= startedAt)) return;
  const draft = `${bundle.main}.json`;
  writeFileSync(draft, JSON.stringify(bundle));
  renameSync(draft, path);
}

function removeOldBundles(cache: string, now: number): void {
  for (const name of readdirSync(cache)) {
    const path = join(cache, name);
    if (name.startsWith('bundle-') && now - statSync(path).mtimeMs > KEEP_MS) rmSync(path, { recursive: true, force: true });
  }
}
