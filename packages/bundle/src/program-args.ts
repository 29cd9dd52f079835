import { extname, join } from 'node:path';

const ROOT = join(import.meta.dirname, '../../..');

/**
 * The arguments with which Node starts a program: run.mjs and the program in the repository, the program alone in an npm package, which holds bundles
 * already.
 *
 * @param program path of its source below the repository's root
 * @param root of an npm package other than the one of this file
 */
export function programArgs(program: string, root: string = ROOT): readonly string[] {
  if (extname(import.meta.filename) === '.ts') return [join(ROOT, 'packages/bundle/src/run.mjs'), program];
  return [join(root, program.replace(/\.ts$/, '.mjs'))];
}
