import { toEnumName } from '@lamina/metrics';
import { createClient } from 'graphql-ws';
import { LIMIT_MS } from '../e2e/checks.ts';
import { postOperation } from '../e2e/post-operation.ts';
import { type Installation, MODEL } from '../fault/installation.ts';
import { STUDY } from '../fault/round.ts';
import type { WorkerProcess } from '../fault/worker-process.ts';
import type { Host } from './network.ts';

const SUBMIT =
  'mutation ($input: SubmitStudyInput!) { submitStudy(input: $input) { studies { id jobs { nodes { id dependsOn { id } } } } } }';
const ALL_JOBS = 'subscription ($study: ID!) { jobs(filter: { study: $study }) { status progress { done } } }';
const LAST_JOB = 'subscription ($id: ID!) { jobProgress(id: $id) { status } }';

/** A state of a job, as a subscriber gets it. */
interface State {
  readonly status: string;
  readonly progress: { readonly done: number };
}

/** The events that subscribers get during a study. */
export interface Told {
  readonly states: readonly State[];
  /** The last job's status when its subscription ended. */
  readonly lastStatus: string | undefined;
}

interface Submitted {
  readonly submitStudy: {
    readonly studies: readonly {
      readonly id: string;
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

/** Submits the study to the first API process, lets the accidents happen, and returns what the second one tells until the last job has ended. */
export async function runWithAccidents(disturbed: Disturbed): Promise<Told> {
  const { first, second, token } = disturbed;
  const input = { ...STUDY, models: [MODEL], strategies: STUDY.strategies.map(toEnumName) };
  const { submitStudy } = await postOperation<Submitted>(first, SUBMIT, { input }, token);
  const [study] = submitStudy.studies;
  // Only the comparison with the dense model needs two jobs.
  const last = study?.jobs.nodes.find(({ dependsOn }) => dependsOn.length === 2);
  if (study === undefined || last === undefined) throw new Error('the study has no comparison with the dense model');
  const [told] = await Promise.all([follow(second, study.id, last.id), causeAccidents(disturbed)]);
  return told;
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

/** Follows a study from now to the end of its last job, which is awaited for LIMIT_MS. A short job may end before its progress is read, so all jobs are followed. */
async function follow(api: string, study: string, last: string): Promise<Told> {
  const client = createClient({ url: api.replace('http', 'ws'), retryAttempts: 0 });
  const limit = setTimeout(() => void client.dispose(), LIMIT_MS);
  const states: State[] = [];
  const all = client.subscribe<{ readonly jobs: State }>(
    { query: ALL_JOBS, variables: { study } },
    { next: ({ data }) => data && states.push(data.jobs), error: () => undefined, complete: () => undefined },
  );
  let lastStatus: string | undefined;
  for await (const { data } of client.iterate<{ readonly jobProgress: Pick<State, 'status'> }>({
    query: LAST_JOB,
    variables: { id: last },
  }))
    lastStatus = data?.jobProgress.status;
  clearTimeout(limit);
  all();
  await client.dispose();
  return { states, lastStatus };
}
