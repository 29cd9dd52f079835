import { toEnumName } from '@lamina/metrics';
import { createClient } from 'graphql-ws';
import { LIMIT_MS } from '../e2e/checks.ts';
import { postOperation } from '../e2e/post-operation.ts';
import { type Installation, MODEL } from '../fault/installation.ts';
import { STUDY } from '../fault/round.ts';
import type { WorkerProcess } from '../fault/worker-process.ts';
import type { Host } from './network.ts';

const SUBMIT = 'mutation ($input: SubmitStudyInput!) { submitStudy(input: $input) { studies { jobs { nodes { id dependsOn { id } } } } } }';
const PROGRESS = 'subscription ($id: ID!) { jobProgress(id: $id) { status progress { done } } }';

/** A state of a job, as a subscriber gets it. */
export interface Progress {
  readonly status: string;
  readonly progress: { readonly done: number };
}

interface Submitted {
  readonly submitStudy: {
    readonly studies: readonly {
      readonly jobs: { readonly nodes: readonly { readonly id: string; readonly dependsOn: readonly object[] }[] };
    }[];
  };
}

interface Busy {
  readonly worker: WorkerProcess;
  readonly workerName: string;
  readonly jobId: string;
  readonly attempt: number;
}

interface Disturbed {
  readonly installation: Installation;
  readonly workers: ReadonlyMap<WorkerProcess, Host>;
  /** Addresses of two API processes. */
  readonly first: string;
  readonly second: string;
  /** The administrator's. */
  readonly token: string;
  readonly say: (line: string) => void;
}

/** Submits the study to the first API process, lets the accidents happen, and returns what the second one tells about its last job until it has ended. */
export async function runWithAccidents(disturbed: Disturbed): Promise<readonly Progress[]> {
  const { first, second, token } = disturbed;
  const input = { ...STUDY, models: [MODEL], strategies: STUDY.strategies.map(toEnumName) };
  const { submitStudy } = await postOperation<Submitted>(first, SUBMIT, { input }, token);
  const jobs = submitStudy.studies.flatMap((study) => study.jobs.nodes);
  // Only the comparison with the dense model needs two jobs.
  const last = jobs.find(({ dependsOn }) => dependsOn.length === 2);
  const [progress] = await Promise.all([readProgress(second, last?.id), causeAccidents(disturbed)]);
  return progress;
}

async function causeAccidents({ installation, workers, say }: Disturbed): Promise<void> {
  const killed = await waitForBusy(installation, [...workers.keys()]);
  killed.worker.signal('SIGKILL');
  say('a worker is killed during a job');
  const cutOff = await waitForBusy(
    installation,
    [...workers.keys()].filter((worker) => worker !== killed.worker),
  );
  const host = workers.get(cutOff.worker);
  host?.unplug();
  say('another is cut off during its job');
  const { jobId, attempt, workerName } = cutOff;
  await installation.waitFor(`SELECT 1 FROM "Attempt" WHERE "jobId" = $1::uuid AND number = $2 AND status = 'LOST'`, [jobId, attempt]);
  host?.plugIn();
  say('it has lost the job, and its network is back');
  await installation.waitFor(`SELECT 1 FROM "Job" WHERE id = $1::uuid AND attempt > $2 AND status = 'RUNNING'`, [jobId, attempt]);
  await installation.server.restart();
  say('PostgreSQL has restarted while the last worker was at the job');
  await installation.waitFor(`SELECT 1 FROM "Worker" WHERE name = $1 AND "heartbeatAt" > pg_postmaster_start_time()`, [workerName]);
  say('the worker that was cut off sends heartbeats again');
}

/** Resolves when one of the workers has a job. */
async function waitForBusy({ waitFor }: Installation, workers: readonly WorkerProcess[]): Promise<Busy> {
  const found = await waitFor<Omit<Busy, 'worker'> & { readonly pid: number }>(
    `SELECT * FROM (SELECT j.id AS "jobId", j.attempt, a."workerId" AS "workerName", substring(a."workerId" FROM '-(\\d+)-[^-]+$')::int AS pid
      FROM "Job" j JOIN "Attempt" a ON a."jobId" = j.id AND a.number = j.attempt WHERE j.status = 'RUNNING') busy WHERE pid = ANY ($1)`,
    [workers.map(({ pid }) => pid)],
  );
  const worker = workers.find(({ pid }) => pid === found.pid);
  if (worker === undefined) throw new Error(`no worker has the process id ${found.pid}`);
  return { ...found, worker };
}

/** The states of a job from now to its end, which is awaited for LIMIT_MS. */
async function readProgress(api: string, id: string | undefined): Promise<readonly Progress[]> {
  const client = createClient({ url: api.replace('http', 'ws'), retryAttempts: 0 });
  const limit = setTimeout(() => void client.dispose(), LIMIT_MS);
  const states: Progress[] = [];
  for await (const { data } of client.iterate<{ readonly jobProgress: Progress }>({ query: PROGRESS, variables: { id } }))
    if (data) states.push(data.jobProgress);
  clearTimeout(limit);
  await client.dispose();
  return states;
}
