import { setTimeout as delay } from 'node:timers/promises';
import { dumpCanonically, findDifference } from './canonical-dump.ts';
import { cleanUp, type Fault, modelStoreOf, type Struck } from './faults.ts';
import type { Installation, InstallationOptions } from './installation.ts';
import { listStore } from './list-store.ts';
import { openRound, type Round, type RoundOptions } from './round.ts';

/** The results of an undisturbed run. */
export interface Expected {
  readonly dump: string;
  readonly store: string;
  /** Time from the first claim to the end. */
  readonly workMs: number;
}

/** The results of a round. */
export interface RoundResult {
  readonly fault: string;
  /** Milliseconds of work before the fault. */
  readonly afterMs: number;
  /** Kind of the running job; null between two jobs. */
  readonly job: string | null;
  /** Time from the fault to the next sign of work on that job; null between two jobs. */
  readonly recoveryMs: number | null;
  /** Time until a job that was cancelled, or a worker that was told to end, had ended; null for other faults and between two jobs. */
  readonly endedAfterMs: number | null;
  readonly attempts: number;
  readonly lateWrites: number;
  readonly problems: readonly string[];
}

const ENDED = `SELECT status FROM "Study" WHERE id = $1::uuid AND status IN ('SUCCEEDED', 'FAILED', 'CANCELLED')`;
const FIRST_CLAIM = `SELECT 1 FROM "Job" WHERE attempt > 0`;

/** An undisturbed run: every other run must have the same results. */
export async function runUndisturbed(options: InstallationOptions): Promise<Expected> {
  // No fault is drawn.
  const round = await openRound({ ...options, random: () => 0 });
  try {
    round.startWorker();
    await round.waitFor(FIRST_CLAIM);
    const begin = performance.now();
    const { status } = await round.waitFor<{ status: string }>(ENDED, [round.studyId]);
    if (status !== 'SUCCEEDED') throw new Error(`the undisturbed study ended as ${status}`);
    const workMs = performance.now() - begin;
    return { workMs, dump: await dumpCanonically(round.database), store: listStore(modelStoreOf(round)) };
  } finally {
    await round.close();
  }
}

/** One study, one fault, and all conditions that must hold afterwards. */
export async function runRound(options: RoundOptions, fault: Fault, expected: Expected): Promise<RoundResult> {
  // −1 … 1 → 0 … the share of the work.
  const afterMs = ((options.random() + 1) / 2) * expected.workMs * (fault.share ?? 0.9);
  const outcome = { fault: fault.name, afterMs, job: null, recoveryMs: null, endedAfterMs: null, attempts: 0, lateWrites: 0 };
  try {
    const round = await openRound(options);
    try {
      return { ...outcome, ...(await strikeRound(round, fault, { afterMs, expected })) };
    } finally {
      cleanUp(round);
      await round.close();
    }
  } catch (error) {
    return { ...outcome, problems: [error instanceof Error ? error.message : String(error)] };
  }
}

/** Causes the fault `afterMs` after the first claim, and waits for the end of the study. */
async function strikeRound(
  round: Round,
  fault: Fault,
  { afterMs, expected }: { readonly afterMs: number; readonly expected: Expected },
): Promise<Omit<RoundResult, 'fault' | 'afterMs'>> {
  if (fault.begin) await fault.begin(round);
  else round.startWorker();
  await round.waitFor(FIRST_CLAIM);
  await delay(afterMs);
  const struckAt = performance.now();
  const struck = await fault.strike(round);
  const recoveryMs = struck === undefined ? null : await measureRecovery(round, struck, struck.at ?? struckAt);
  const { status } = await round.waitFor<{ status: string }>(ENDED, [round.studyId]);
  return {
    ...(await readFacts(round, struck)),
    recoveryMs,
    endedAfterMs: struck?.endedAfterMs ?? null,
    problems: await listProblems(round, { status, expected }),
  };
}

/** Time from the fault to the first sign of work on its job: the next attempt, the end, or progress if the attempt continues. */
async function measureRecovery(round: Round, { jobId, attempt, isAttemptOver }: Struck, struckAt: number): Promise<number> {
  const before = await round.waitFor<{ updatedAt: Date }>('SELECT "updatedAt" FROM "Job" WHERE id = $1::uuid', [jobId]);
  await round.waitFor(
    `SELECT 1 FROM "Job" WHERE id = $1::uuid AND ((attempt > $2 AND status = 'RUNNING') OR status = 'SUCCEEDED' OR (NOT $3 AND "updatedAt" > $4))`,
    [jobId, attempt, isAttemptOver, before.updatedAt],
  );
  return performance.now() - struckAt;
}

async function readFacts(round: Round, struck: Struck | undefined) {
  const { rows } = await round.database.pool.query<{ attempts: number; lateWrites: number; kind: string | null }>(
    `SELECT count(*)::int AS attempts, sum("lateWrites")::int AS "lateWrites", (SELECT kind FROM "Job" WHERE id = $1::uuid) AS kind FROM "Attempt"`,
    [struck?.jobId ?? null],
  );
  const [row] = rows;
  return { attempts: row?.attempts ?? 0, lateWrites: row?.lateWrites ?? 0, job: row?.kind ?? null };
}

/** The problems after a study with faults: its end, attempts of its jobs, rows or files that differ from the undisturbed run's. */
export async function listProblems(
  installation: Installation,
  { status, expected }: { readonly status: string; readonly expected: Expected },
): Promise<readonly string[]> {
  const problems: string[] = [];
  if (status !== 'SUCCEEDED') problems.push(`the study ended as ${status}`);
  const { rows } = await installation.database.pool.query<{ problem: string }>(`
    SELECT format('job %s has %s successful attempts', j.kind, count(a.id)) AS problem FROM "Job" j
    LEFT JOIN "Attempt" a ON a."jobId" = j.id AND a.status = 'SUCCEEDED' GROUP BY j.id HAVING count(a.id) <> 1
    UNION ALL SELECT format('attempt %s of job %s still counts as running', number, "jobId") FROM "Attempt" WHERE status = 'RUNNING'`);
  problems.push(...rows.map(({ problem }) => problem));
  const difference = findDifference(expected.dump, await dumpCanonically(installation.database));
  if (difference) problems.push(`a row differs:\n      expected ${difference.expected}\n      found    ${difference.found}`);
  const files = findDifference(expected.store, listStore(modelStoreOf(installation)));
  if (files) problems.push(`the model store differs: expected ${files.expected}, found ${files.found}`);
  return problems;
}
