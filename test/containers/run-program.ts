import { spawn } from 'node:child_process';
import { once } from 'node:events';

export interface ProgramOptions {
  /** Added to the environment of this process. */
  readonly environment?: Readonly<Record<string, string>>;
  readonly input?: NodeJS.ReadableStream | string;
  /** Returns what it writes to standard error too. */
  readonly withErrors?: boolean;
}

/** The standard output of a program; throws with its last lines if it fails. */
export async function runProgram(program: string, args: readonly string[], options: ProgramOptions = {}): Promise<string> {
  const { environment, input, withErrors = false } = options;
  const child = spawn(program, args, { env: { ...process.env, ...environment }, stdio: 'pipe' });
  if (typeof input === 'object') input.pipe(child.stdin);
  else child.stdin.end(input);
  let [stdout, stderr] = ['', ''];
  child.stdout.setEncoding('utf8').on('data', (text: string) => {
    stdout += text;
  });
  child.stderr.setEncoding('utf8').on('data', (text: string) => {
    stderr += text;
  });
  const [code] = await once(child, 'close');
  if (code === 0) return withErrors ? stdout + stderr : stdout;
  const lastLines = (stderr + stdout).trimEnd().split('\n').slice(-20).join('\n');
  throw new Error(`${program} ${args.join(' ')} ended with ${code}:\n${lastLines}`);
}
