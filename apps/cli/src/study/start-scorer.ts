import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { programArgs } from '@lamina/bundle/program-args';
import { scorerEnvironment } from '../env.ts';

/** A running scorer. */
export interface Scorer {
  /** Its exit code; 1 if a signal ended it. */
  readonly ended: Promise<number>;
  /** Asks it to return its job to the queue and end. */
  stop(): void;
}

/** Starts the scorer like `npm start`: a separate process with this process' environment and `changes`. */
export function startScorer(changes: NodeJS.ProcessEnv, output: 'inherit' | 'errors'): Scorer {
  const child = spawn(process.execPath, programArgs('apps/scorer/src/main.ts'), {
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
