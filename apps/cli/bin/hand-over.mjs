// Plain JavaScript that any Node from 20.19 understands.
import { spawn } from 'node:child_process';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';

/** Whether this Node is one that Lamina runs on. */
export function isNodeRecent() {
  return Number(process.versions.node.split('.')[0]) >= 24;
}

/** Runs `program` with the arguments of this process in the Node that the package `node` brings, and ends as it does. */
export function handOver(program) {
  const node = join(dirname(createRequire(import.meta.url).resolve('node/package.json')), 'bin', 'node');
  const child = spawn(node, [program, ...process.argv.slice(2)], { stdio: 'inherit' });
  for (const signal of ['SIGINT', 'SIGTERM']) process.on(signal, () => child.kill(signal));
  child.on('exit', (code, signal) => process.exit(signal ? 130 : (code ?? 1)));
}
