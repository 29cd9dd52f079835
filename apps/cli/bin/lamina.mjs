#!/usr/bin/env node
// Plain JavaScript that any Node from 20.19 understands: it hands over to the Node that the project pins.
import { spawn } from 'node:child_process';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';

const require = createRequire(import.meta.url);
const self = fileURLToPath(import.meta.url);

if (Number(process.versions.node.split('.')[0]) >= 24) {
  const { loadBundle } = await import('../bundle/load-bundle.mjs');
  const main = (await loadBundle()) ?? join(dirname(self), '..', 'src', 'main.ts');
  await import(pathToFileURL(main).href);
} else {
  const node = join(dirname(require.resolve('node/package.json')), 'bin', 'node');
  const child = spawn(node, [self, ...process.argv.slice(2)], { stdio: 'inherit' });
  for (const signal of ['SIGINT', 'SIGTERM']) process.on(signal, () => child.kill(signal));
  child.on('exit', (code, signal) => process.exit(signal ? 130 : (code ?? 1)));
}
