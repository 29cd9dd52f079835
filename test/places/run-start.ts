import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { delimiter } from 'node:path';
import { findFreePort } from '@lamina/database';
import { waitFor } from '../e2e/checks.ts';

/** A part of a start, and how it is seen that it ends. */
export interface Phase {
  readonly name: string;
  readonly isOver: (start: { readonly printed: string; readonly webUrl: string }) => boolean | Promise<boolean>;
}

export interface PhaseFigures {
  readonly name: string;
  /** Since the part before. */
  readonly seconds: number;
}

/** Nothing of the clone that starts it: neither its programs nor its settings nor its compiled sources. */
export function describeSurroundings(): NodeJS.ProcessEnv {
  return {
    ...Object.fromEntries(Object.entries(process.env).filter(([name]) => !name.startsWith('npm_'))),
    PATH: process.env.PATH?.split(delimiter)
      .filter((path) => !path.includes('node_modules'))
      .join(delimiter),
    NODE_COMPILE_CACHE: undefined,
    DATABASE_URL: '',
    LAMINA_DATA_DIR: '',
  };
}

/**
 * Runs `npm start` in a folder, measures its phases one after the other, and stops it as Ctrl-C does. `launcher` is the beginning of a command line that
 * runs it as another user.
 */
export async function runStart(
  folder: string,
  phases: readonly Phase[],
  surroundings: NodeJS.ProcessEnv,
  launcher: readonly string[] = [],
): Promise<readonly PhaseFigures[]> {
  const [apiPort, webPort] = [await findFreePort(), await findFreePort()];
  const started = performance.now();
  const env = { ...surroundings, LAMINA_API_PORT: String(apiPort), LAMINA_WEB_PORT: String(webPort) };
  const [program = '', ...args] = [...launcher, 'npm', 'start'];
  // A process group of its own gets the signal that a terminal would send.
  const child = spawn(program, args, { cwd: folder, env, detached: true, stdio: ['ignore', 'pipe', 'pipe'] });
  const { pid } = child;
  assert.ok(pid !== undefined, 'npm could not be started');
  // Its pipes close when the last process of the start has ended.
  const closed = once(child, 'close');
  let printed = '';
  for (const stream of [child.stdout, child.stderr])
    stream.setEncoding('utf8').on('data', (text: string) => {
      printed += text;
    });
  const figures: PhaseFigures[] = [];
  try {
    let last = started;
    for (const { name, isOver } of phases) {
      await waitFor(name, async () => {
        assert.equal(child.exitCode, null, `npm start ended before "${name}": ${printed.slice(-1000)}`);
        return await isOver({ printed, webUrl: `http://localhost:${webPort}` });
      });
      const now = performance.now();
      figures.push({ name, seconds: (now - last) / 1000 });
      last = now;
    }
    return figures;
  } finally {
    if (child.exitCode === null) process.kill(-pid, 'SIGINT');
    await closed;
  }
}
