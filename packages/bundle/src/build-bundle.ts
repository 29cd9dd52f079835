import { chmodSync, existsSync, mkdirSync, mkdtempSync, readdirSync, renameSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { build } from 'esbuild';
import { bundleOptions, ROOT } from './bundle-options.ts';
import { generateDatabaseClient } from './generate-database-client.ts';

/** A running program may load a part of its bundle long after its start. */
const KEEP_MS = 24 * 3_600_000;

/** A bundle: its folder, the repository's root, and its source files with their sizes and times. */
interface Manifest {
  readonly root: string;
  readonly folder: string;
  readonly inputs: readonly (readonly [path: string, sizeBytes: number, mtimeMs: number])[];
}

/**
 * Bundles a program with Lamina's packages into a new folder, and prints its path. Arguments: the program's source, the folder of its bundles, each in
 * its own subfolder, and the file that names the current bundle.
 */
const [program, cache, manifest] = process.argv.slice(2);
if (program === undefined || cache === undefined || manifest === undefined)
  throw new Error('build-bundle.ts needs a program, the folder of its bundles and the path of the manifest');
const startedAt = Date.now();
mkdirSync(cache, { recursive: true });
removeOldBundles(cache, startedAt);
generateDatabaseClient();
const folder = mkdtempSync(join(cache, 'bundle-'));
// Only its maker may read a new folder; programs of an image run as another user.
chmodSync(folder, 0o755);
const { metafile } = await build({
  ...bundleOptions((path) => JSON.stringify(join(ROOT, path))),
  entryPoints: [{ in: program, out: 'main' }],
  outdir: folder,
});
const inputs = Object.keys(metafile.inputs).filter((path) => existsSync(join(ROOT, path)));
keep({ root: ROOT, folder, inputs: inputs.map(describeFile) }, manifest);
process.stdout.write(folder);

function describeFile(path: string): Manifest['inputs'][number] {
  const { size, mtimeMs } = statSync(join(ROOT, path));
  return [path, size, mtimeMs];
}

/** Makes a bundle the current one, unless a source file changed during the build. */
function keep(bundle: Manifest, path: string): void {
  if (bundle.inputs.some(([, , mtimeMs]) => mtimeMs >= startedAt)) return;
  const draft = `${bundle.folder}.json`;
  writeFileSync(draft, JSON.stringify(bundle));
  renameSync(draft, path);
}

function removeOldBundles(bundles: string, now: number): void {
  for (const name of readdirSync(bundles)) {
    const path = join(bundles, name);
    if (name.startsWith('bundle-') && now - statSync(path).mtimeMs > KEEP_MS) rmSync(path, { recursive: true, force: true });
  }
}
