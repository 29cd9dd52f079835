import { spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, rmdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { cancelJob, retryJob } from '@lamina/database';
import { LIMIT_MS } from '../e2e/checks.ts';
import { startDroppingProxy } from './dropping-proxy.ts';
import type { Installation } from './installation.ts';
import type { Round } from './round.ts';
import type { WorkerProcess } from './worker-process.ts';

/** The job that was running when the fault happened. */
export interface Struck {
  readonly jobId: string;
  readonly attempt: number;
  /** True if work can continue only in a new attempt, because the worker is gone. */
  readonly isAttemptOver: boolean;
  /** The time at which work could continue, if it is later than the call. */
  readonly at?: number;
  /** Time from the request to end the job or its worker until that end. */
  readonly endedAfterMs?: number;
}

/** One kind of fault. */
export interface Fault {
  readonly name: string;
  readonly words: string;
  /** The delay before the fault is drawn from 0 to this share of the undisturbed run. */
  readonly share?: number;
  /** False if this machine does not permit it. */
  readonly isPossible?: () => boolean;
  /** Starts the workers of the round. */
  readonly begin?: (round: Round) => Promise<void>;
  /** Causes the fault; returns the job that was running. */
  readonly strike: (round: Round) => Promise<Struck | undefined>;
}

interface Running {
  readonly id: string;
  readonly attempt: number;
  readonly workerId: string;
}

async function findRunning(round: Round): Promise<Running | undefined> {
  const { rows } = await round.database.pool.query<Running>(
    `SELECT j.id, j.attempt, a."workerId" FROM "Job" j JOIN "Attempt" a ON a."jobId" = j.id AND a.number = j.attempt WHERE j.status = 'RUNNING' LIMIT 1`,
  );
  return rows[0];
}

/** The running job and its worker; undefined between two jobs. */
async function findVictim(round: Round): Promise<{ readonly running: Running; readonly worker: WorkerProcess } | undefined> {
  const running = await findRunning(round);
  const worker = running && round.workers.find(({ pid }) => running.workerId.includes(`-${pid}-`));
  return running && worker && { running, worker };
}

const struck = ({ id, attempt }: Running, isAttemptOver: boolean): Struck => ({ jobId: id, attempt, isAttemptOver });

/** Kills the worker of the running job, or the only worker. */
async function killWorker(round: Round): Promise<Struck | undefined> {
  const victim = await findVictim(round);
  (victim?.worker ?? round.workers[0])?.signal('SIGKILL');
  round.startWorker();
  return victim && struck(victim.running, true);
}

async function withDroppingProxy(round: Round): Promise<void> {
  const proxy = await startDroppingProxy(round.url);
  PROXIES.set(round, proxy);
  round.startWorker({ databaseUrl: proxy.through(round.url) });
}
const PROXIES = new WeakMap<Round, Awaited<ReturnType<typeof startDroppingProxy>>>();

const jumpFileOf = (round: Round): string => join(round.dataDir, '..', `${round.studyId}.jump`);

/** A file system of one megabyte, which is too small for the first pruned model. */
const storeOf = ({ dataDir }: Installation): string => join(dataDir, 'small-disk');
const mountStore = (folder: string, options: string): boolean =>
  spawnSync('mount', ['-t', 'tmpfs', '-o', options, 'tmpfs', folder], { stdio: 'ignore' }).status === 0;

/** All kinds of faults, in the order of the report. */
export const FAULTS: readonly Fault[] = [
  { name: 'worker killed', words: 'SIGKILL of the worker; another is started', strike: killWorker },
  {
    name: 'inference killed',
    words: 'SIGKILL of the inference process',
    async strike(round) {
      const victim = await findVictim(round);
      const pid = victim?.worker.findChild();
      if (victim === undefined || pid === undefined) return undefined;
      process.kill(pid, 'SIGKILL');
      return struck(victim.running, true);
    },
  },
  {
    name: 'database restarted',
    words: 'fast shutdown of PostgreSQL, and a start',
    async strike(round) {
      const running = await findRunning(round);
      await round.server.restart();
      return running && struck(running, false);
    },
  },
  {
    name: 'database killed',
    words: 'SIGKILL of PostgreSQL, and a start with crash recovery',
    async strike(round) {
      const running = await findRunning(round);
      await round.server.kill();
      return running && struck(running, false);
    },
  },
  {
    name: 'half-open connections',
    words: 'the worker’s connections to the database go dead without a word',
    begin: withDroppingProxy,
    async strike(round) {
      const running = await findRunning(round);
      PROXIES.get(round)?.drop({ alsoNew: false });
      return running && struck(running, false);
    },
  },
  {
    name: 'worker cut off',
    words: 'no connection of the worker passes for 45 s, another worker takes over; then the network is back',
    begin: withDroppingProxy,
    async strike(round) {
      const running = await findRunning(round);
      const proxy = PROXIES.get(round);
      proxy?.drop({ alsoNew: true });
      setTimeout(() => proxy?.heal(), 45_000).unref();
      round.startWorker();
      return running && struck(running, true);
    },
  },
  {
    name: 'worker frozen',
    words: 'SIGSTOP of the worker and its inference process for 45 s, another worker takes over; then SIGCONT',
    async strike(round) {
      const victim = await findVictim(round);
      const worker = victim?.worker ?? round.workers[0];
      worker?.signalAll('SIGSTOP');
      setTimeout(() => worker?.signalAll('SIGCONT'), 45_000).unref();
      round.startWorker();
      return victim && struck(victim.running, true);
    },
  },
  {
    name: 'two workers race',
    words: 'two workers, every message of the queue sent three times, then SIGKILL of the one at work',
    async begin(round) {
      const ready = await round.database.prisma.job.findMany({ where: { status: 'QUEUED' } });
      await round.database.prisma.$transaction((transaction) => round.queue.enqueue(transaction, [...ready, ...ready]));
      round.startWorker();
      round.startWorker();
    },
    strike: killWorker,
  },
  {
    name: 'clock jump',
    words: 'the time of day of one of two workers jumps by an hour, back or forth',
    async begin(round) {
      round.startWorker({ clockJump: { file: jumpFileOf(round), hours: round.random() < 0 ? -1 : 1 } });
      round.startWorker();
    },
    async strike(round) {
      const running = await findRunning(round);
      writeFileSync(jumpFileOf(round), '');
      return running && struck(running, false);
    },
  },
  {
    name: 'disk full',
    words: 'the model store is a file system of 1 MB until the first pruned model has not fitted',
    share: 0,
    isPossible() {
      const folder = join('/tmp', `lamina-fault-mount-${process.pid}`);
      mkdirSync(folder, { recursive: true });
      const isPossible = mountStore(folder, 'size=1m');
      if (isPossible) spawnSync('umount', [folder]);
      rmdirSync(folder);
      return isPossible;
    },
    async begin(round) {
      mkdirSync(storeOf(round), { recursive: true });
      mountStore(storeOf(round), 'size=1m');
      round.startWorker({ dataDir: storeOf(round) });
    },
    async strike(round) {
      const { id, attempt } = await round.waitFor<Running>(
        `SELECT j.id, a.number AS attempt FROM "Attempt" a JOIN "Job" j ON j.id = a."jobId" WHERE a."errorCode" = 'DISK_FULL'`,
      );
      mountStore(storeOf(round), 'remount,size=64m');
      return { jobId: id, attempt, isAttemptOver: true, at: performance.now() };
    },
  },
  {
    name: 'cancelled',
    words: 'a user cancels the job at hand, and asks for it again as soon as it has ended',
    async strike(round) {
      const running = await findRunning(round);
      if (running === undefined) return undefined;
      const began = performance.now();
      try {
        await cancelJob(round.database, running.id);
      } catch {
        // It ended by itself at this moment.
        return undefined;
      }
      await round.waitFor(`SELECT 1 FROM "Job" WHERE id = $1::uuid AND status <> 'RUNNING'`, [running.id]);
      const endedAfterMs = performance.now() - began;
      const { status } = await round.database.prisma.job.findUniqueOrThrow({ where: { id: running.id } });
      if (status === 'CANCELLED') await retryJob(round.database, running.id, round.queue.enqueue);
      return { ...struck(running, true), endedAfterMs };
    },
  },
  {
    name: 'worker told to end',
    words: 'SIGTERM, on which the worker gives its job back and ends with 0; another is started',
    async strike(round) {
      const victim = await findVictim(round);
      const worker = victim?.worker ?? round.workers[0];
      const began = performance.now();
      worker?.signal('SIGTERM');
      // How fast it ends is measured, not asserted: that depends on the machine.
      const code = await Promise.race([worker?.ended, delay(LIMIT_MS, 'still running')]);
      if (code !== 0) throw new Error(`the worker ended with ${code} after SIGTERM`);
      const endedAfterMs = performance.now() - began;
      round.startWorker();
      return victim && { ...struck(victim.running, true), endedAfterMs };
    },
  },
];

/** Releases the mounts and connections of a round. */
export function cleanUp(round: Round): void {
  PROXIES.get(round)?.close();
  if (existsSync(storeOf(round))) spawnSync('umount', ['-l', storeOf(round)], { stdio: 'ignore' });
}

/** The folder of the pruned models of an installation's workers. */
export function modelStoreOf(installation: Installation): string {
  return join(existsSync(storeOf(installation)) ? storeOf(installation) : installation.dataDir, 'models');
}
