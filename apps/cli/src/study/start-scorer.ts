import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { extname, join } from 'node:path';
import { scorerEnvironment } from '../env.ts';

// The extension is this file's own: sources run as they are, or as a bundle's JavaScript.
const MAIN = join(import.meta.dirname, `../../../scorer/src/main${extname(import.meta.filename)}`);

/** A running scorer. */
export interface Scorer {
  /** Its exit code; 1 where a signal ended it. */
  readonly ended: Promise<number>;
  /** Tells it to give its job back and end. */
  stop(): void;
}

/** Starts the scorer as `npm start` does: a process of its own, with this one's environment and `changes` to it. */
export function startScorer(changes: Readonly<Record<string, string>>, output: 'inherit' | 'errors'): Scorer {
  const child = spawn(process.execPath, ['--disable-warning=ExperimentalWarning', MAIN], {
    env: { ...scorerEnvironment(), ...changes },
    stdio: ['ignore', output === 'inherit' ? 'inherit' : 'ignore', 'inherit'],
  });
  const kill = (): void => void child.kill('SIGKILL');
  process.once('exit', kill);
  const ended = once(child, 'exit').then(([code]) => {
    process.off('exit', kill);
    return typeof code === 'number' ? code : 1;
  });
  return { ended, stop: () => void child.kill('SIGTERM') };
}
