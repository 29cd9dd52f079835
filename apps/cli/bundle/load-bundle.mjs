// The command line as a single file: Node starts it in a quarter of the time of several hundred source files. The bundle is stored in
// node_modules/.cache and rebuilt when a source file has changed, so no build step is needed.
import { readFileSync, statSync } from 'node:fs';
import { enableCompileCache } from 'node:module';
import { dirname, join } from 'node:path';

const ROOT = join(import.meta.dirname, '../../..');
const CACHE = join(ROOT, 'node_modules/.cache/lamina');
const MANIFEST = join(CACHE, 'bundle.json');

/**
 * Path of the bundle's main file, whose compiled code is cached. Null if no bundle can be built, for example in a read-only folder or with sources
 * that do not parse; then the sources run directly, or report their error.
 */
export async function loadBundle() {
  const kept = readManifest();
  const main = kept !== null && isFresh(kept) ? kept.main : await makeBundle();
  if (main !== null) enableCompileCache(join(dirname(main), 'compiled'));
  // biome-ignore lint/style/noProcessEnv: processes that it starts run from the sources, and scripts/bootstrap.mjs names the same folder
  process.env.NODE_COMPILE_CACHE ??= join(CACHE, 'sources');
  return main;
}

/** The sources of the last bundle; null if there is none. */
function readManifest() {
  try {
    return JSON.parse(readFileSync(MANIFEST, 'utf8'));
  } catch {
    return null;
  }
}

/** Whether no source file has changed. A cache that was copied together with another checkout's node_modules does not count. */
function isFresh({ root, main, inputs }) {
  const isSame = ([path, size, mtimeMs]) => {
    const now = statSync(join(ROOT, path), { throwIfNoEntry: false });
    return now !== undefined && now.size === size && now.mtimeMs === mtimeMs;
  };
  return root === ROOT && statSync(main, { throwIfNoEntry: false }) !== undefined && inputs.every(isSame);
}

async function makeBundle() {
  try {
    const { buildBundle } = await import('./build-bundle.ts');
    return await buildBundle({ cache: CACHE, manifest: MANIFEST });
  } catch {
    return null;
  }
}
