import { type ChildProcess, spawn } from 'node:child_process';
import { createWriteStream, mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { AppError } from '@lamina/errors';

const RUN_CHILD = join(import.meta.dirname, 'run-child.mjs');

/** A part of Lamina that runs as a separate process. */
export interface ProcessSpec {
  readonly name: string;
  /** The script and its arguments. */
  readonly args: readonly string[];
  readonly env: Readonly<Record<string, string>>;
  readonly cwd?: string;
}

/** Starts processes, detects when one ends by itself, and stops all of them together. */
export class Supervisor {
  readonly #logDir: string;
  readonly #children = new Map<string, ChildProcess>();
  #stopping = false;

  constructor(logDir: string) {
    this.#logDir = logDir;
    mkdirSync(logDir, { recursive: true });
  }

  /** Starts a process with its output in `<name>.log`; reports an unexpected end to `onFailure`. */
  start({ name, args, env, cwd }: ProcessSpec, onFailure: (error: AppError) => void): void {
    const logFile = join(this.#logDir, `${name}.log`);
    const log = createWriteStream(logFile, { flags: 'a' });
    // The IPC channel closes when this process dies for any reason; then the children end (see run-child.mjs).
    const child = spawn(process.execPath, [RUN_CHILD, ...args], {
      cwd: cwd ?? join(import.meta.dirname, '../../..'),
      // biome-ignore lint/style/noProcessEnv: the process inherits all of it
      env: { ...process.env, ...env },
      stdio: ['ignore', 'pipe', 'pipe', 'ipc'],
    });
    this.#children.set(name, child);
    let lastLine = '';
    for (const stream of [child.stdout, child.stderr]) {
      stream?.pipe(log, { end: false });
      stream?.on('data', (chunk: Buffer) => {
        lastLine = chunk.toString().trim().split('\n').at(-1) ?? lastLine;
      });
    }
    child.on('exit', (code, signal) => {
      this.#children.delete(name);
      if (this.#stopping) return;
      const coded = /^([A-Z_]+): (.+)$/.exec(lastLine);
      onFailure(
        new AppError(
          'INTERNAL_SERVER_ERROR',
          coded ? `${name}: ${coded[0]}` : `the ${name} process ended (${signal ?? `exit ${code}`}); see ${logFile}`,
        ),
      );
    });
  }

  /** Asks every process to stop; kills those that still run after `graceMs`. */
  async stop(graceMs = 10_000): Promise<void> {
    this.#stopping = true;
    await Promise.all([...this.#children.values()].map((child) => stopChild(child, graceMs)));
  }
}

async function stopChild(child: ChildProcess, graceMs: number): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return;
  const ended = new Promise<void>((resolve) => child.once('exit', () => resolve()));
  child.kill('SIGTERM');
  const force = setTimeout(() => child.kill('SIGKILL'), graceMs);
  await ended;
  clearTimeout(force);
}
