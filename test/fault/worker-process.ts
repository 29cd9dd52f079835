import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { createWriteStream, existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { programArgs } from '@lamina/bundle/program-args';

/** A worker, started as on a separate machine. */
export interface WorkerProcess {
  readonly pid: number;
  /** Its inference process, undefined between two jobs. */
  findChild(): number | undefined;
  /** Sends a signal to the worker and its inference process. */
  signalAll(signal: NodeJS.Signals): void;
  signal(signal: NodeJS.Signals): void;
  /** Resolves with its exit code, or null if a signal ended it. */
  readonly ended: Promise<number | null>;
}

export interface WorkerProcessOptions {
  readonly databaseUrl: string;
  readonly dataDir: string;
  readonly logFile: string;
  /** Further settings. */
  readonly env?: Readonly<Record<string, string>>;
  /** The beginning of a command line that runs on the worker's host; default: this one. */
  readonly launcher?: readonly string[];
  /** Makes its clock jump by this number of hours when the file appears. */
  readonly clockJump?: { readonly file: string; readonly hours: number };
}

/** Starts a worker on the CPU. */
export function startWorkerProcess({
  databaseUrl,
  dataDir,
  logFile,
  env = {},
  launcher = [],
  clockJump,
}: WorkerProcessOptions): WorkerProcess {
  const log = createWriteStream(logFile, { flags: 'a' });
  const hook = pathToFileURL(join(import.meta.dirname, 'jump-clock.mjs')).href;
  const [program = '', ...args] = [
    ...launcher,
    process.execPath,
    ...(clockJump ? ['--import', hook] : []),
    ...programArgs('apps/scorer/src/main.ts'),
  ];
  const child = spawn(program, args, {
    env: {
      ...process.env,
      DATABASE_URL: databaseUrl,
      LAMINA_DATA_DIR: dataDir,
      LAMINA_EXECUTION_PROVIDERS: 'cpu',
      ...env,
      ...(clockJump ? { LAMINA_FAULT_JUMP_FILE: clockJump.file, LAMINA_FAULT_JUMP_HOURS: String(clockJump.hours) } : {}),
    },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  child.stdout.pipe(log);
  child.stderr.pipe(log);
  const ended = once(child, 'exit').then(([code]) => code as number | null);
  const pid = child.pid ?? 0;
  const findChild = (): number | undefined => listChildren(pid)[0];
  return {
    pid,
    findChild,
    signal: (signal) => void child.kill(signal),
    signalAll(signal) {
      for (const target of [pid, ...listChildren(pid)]) send(target, signal);
    },
    ended: endOf(child, ended),
  };
}

async function endOf(child: ChildProcess, ended: Promise<number | null>): Promise<number | null> {
  return child.exitCode === null && child.signalCode === null ? ended : child.exitCode;
}

function send(pid: number, signal: NodeJS.Signals): void {
  try {
    process.kill(pid, signal);
  } catch (error) {
    // It has ended in the meantime.
    if ((error as NodeJS.ErrnoException).code !== 'ESRCH') throw error;
  }
}

function listChildren(pid: number): readonly number[] {
  const tasks = `/proc/${pid}/task`;
  if (!existsSync(tasks)) return [];
  return readdirSync(tasks)
    .flatMap((task) => readChildren(join(tasks, task, 'children')))
    .map(Number);
}

function readChildren(path: string): readonly string[] {
  try {
    return readFileSync(path, 'utf8').trim().split(' ').filter(Boolean);
  } catch {
    return [];
  }
}
