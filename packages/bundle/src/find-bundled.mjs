// Programs as few files: Node starts them in a quarter of the time of several hundred source files. The bundle is stored in node_modules/.cache and
// rebuilt when a source file has changed, so no build step is needed. This file is JavaScript, because Node would load its compiler for TypeScript.
import { execFile } from 'node:child_process';
import { readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { promisify } from 'node:util';

const ROOT = join(import.meta.dirname, '../../..');
const CACHE = join(ROOT, 'node_modules/.cache/lamina');
const MANIFEST = join(CACHE, 'bundle.json');

export const SOURCES_COMPILED = join(CACHE, 'sources');

export async function findBundled(name) {
  const kept = readManifest();
  const folder = kept !== null && isFresh(kept) ? kept.folder : await makeBundle();
  return folder === null ? null : { path: join(folder, `${name}.mjs`), compiled: join(folder, 'compiled') };
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
function isFresh({ root, folder, inputs }) {
  const isSame = ([path, size, mtimeMs]) => {
    const now = statSync(join(ROOT, path), { throwIfNoEntry: false });
    return now !== undefined && now.size === size && now.mtimeMs === mtimeMs;
  };
  return root === ROOT && statSync(folder, { throwIfNoEntry: false }) !== undefined && inputs.every(isSame);
}

/** In a process of its own, so that a program which found a bundle never loads what builds one. */
async function makeBundle() {
  try {
    const args = ['--disable-warning=ExperimentalWarning', join(import.meta.dirname, 'build-bundle.ts'), CACHE, MANIFEST];
    const { stdout } = await promisify(execFile)(process.execPath, args);
    return stdout;
  } catch {
    return null;
  }
}
