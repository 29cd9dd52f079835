// Programs as few files: Node starts them in a quarter of the time of several hundred source files, and esbuild compiles the decorators of the API. A
// bundle is stored in node_modules/.cache and made again when one of its sources has changed, so no build step is needed. This file is JavaScript,
// because Node would load its compiler for TypeScript.
import { execFile } from 'node:child_process';
import { readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { promisify } from 'node:util';

const ROOT = join(import.meta.dirname, '../../..');
const CACHE = join(ROOT, 'node_modules/.cache/lamina');

export const SOURCES_COMPILED = join(CACHE, 'sources');

export async function findBundled(program) {
  const name = program.replace(/\.ts$/, '').replaceAll('/', '-');
  const manifest = join(CACHE, `${name}.json`);
  const kept = readManifest(manifest);
  const folder = kept !== null && isFresh(kept) ? kept.folder : await makeBundle(program, join(CACHE, name), manifest);
  return { path: join(folder, 'main.mjs'), compiled: join(folder, 'compiled') };
}

/** The sources of the last bundle; null if there is none. */
function readManifest(manifest) {
  try {
    return JSON.parse(readFileSync(manifest, 'utf8'));
  } catch {
    return null;
  }
}

/** Whether no source file has changed. A cache that was copied together with another checkout's node_modules does not count. */
function isFresh({ root, folder, inputs }) {
  const isSame = ([path, size, mtimeMs]) => {
    const now = statSync(join(ROOT, path), { throwIfNoEntry: false });
    return now !== undefined && now.size === size && now.mtimeMs === mtimeMs;
  };
  return root === ROOT && statSync(folder, { throwIfNoEntry: false }) !== undefined && inputs.every(isSame);
}

/** In a process of its own, so that a program which found a bundle never loads what builds one. */
async function makeBundle(program, cache, manifest) {
  const args = ['--disable-warning=ExperimentalWarning', join(import.meta.dirname, 'build-bundle.ts'), program, cache, manifest];
  try {
    const { stdout } = await promisify(execFile)(process.execPath, args);
    return stdout;
  } catch ({ stderr }) {
    process.stderr.write(`INTERNAL_SERVER_ERROR: ${program} cannot be bundled:\n${stderr}`);
    process.exit(1);
  }
}
