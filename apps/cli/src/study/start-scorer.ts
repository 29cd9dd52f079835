import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { extname, join } from 'node:path';
import { scorerEnvironment } from '../env.ts';

// The extension is that of this file: sources run as TypeScript, a bundle as JavaScript.
const MAIN = join(import.meta.dirname, `../../../scorer/src/main${extname(import.meta.filename)}`);

/** A running scorer. */
export interface Scorer {
  /** Its exit code; 1 if a signal ended it. */
  readonly ended: Promise<number>;
  /** Asks it to return its job to the queue and end. */
  stop(): void;
}

/** Starts the scorer like `npm start`: a separate process with this process' environment and `changes`. */
export function startScorer(changes: NodeJS.ProcessEnv, output: 'inherit' | 'errors'): Scorer {
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
