// Runs a program of the repository from its bundle: node run.mjs apps/api/src/main.ts [arguments of the program]
// Or only makes the bundle, for an image whose files cannot change: node run.mjs --make apps/api/src/main.ts
import { enableCompileCache } from 'node:module';
import { pathToFileURL } from 'node:url';
import { findBundled } from './find-bundled.mjs';

const [, , program, ...args] = process.argv;
if (program === '--make') await findBundled(args[0]);
else {
  const { path, compiled } = await findBundled(program);
  enableCompileCache(compiled);
  process.argv = [process.execPath, path, ...args];
  await import(pathToFileURL(path).href);
}
