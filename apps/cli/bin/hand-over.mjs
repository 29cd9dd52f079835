// This file must be plain JavaScript, so that every Node version since 20.19 can run it.
import { spawn } from 'node:child_process';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';

/** Whether this Node version can run Lamina. */
export function isNodeRecent() {
  return Number(process.versions.node.split('.')[0]) >= 24;
}

/** Runs `program` with this process' arguments in the Node of the package `node`, and exits with the same code. */
export function handOver(program) {
  const node = join(dirname(createRequire(import.meta.url).resolve('node/package.json')), 'bin', 'node');
  const child = spawn(node, [program, ...process.argv.slice(2)], { stdio: 'inherit' });
  for (const signal of ['SIGINT', 'SIGTERM']) process.on(signal, () => child.kill(signal));
  child.on('exit', (code, signal) => process.exit(signal ? 130 : (code ?? 1)));
}
