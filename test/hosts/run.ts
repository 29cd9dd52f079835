import assert from 'node:assert/strict';
import { chmodSync, mkdtempSync, openSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { inspectModel } from '@lamina/engine';
import { endSuite, skipSuite } from '../../scripts/count-line.ts';
import { Checks, waitFor } from '../e2e/checks.ts';
import { postOperation } from '../e2e/post-operation.ts';
import { type Installation, MODEL, openInstallation } from '../fault/installation.ts';
import { startLaneServer } from '../fault/lane-server.ts';
import { listProblems, runUndisturbed } from '../fault/run-round.ts';
import type { WorkerProcess } from '../fault/worker-process.ts';
import { startApiProcess } from '../load/start-api-process.ts';
import { checkDownloads } from './check-downloads.ts';
import { createNetwork, type Host, type Network } from './network.ts';
import { runWithAccidents } from './run-with-accidents.ts';
import { startServerOn } from './start-server-on.ts';

/**
 * Lamina on several machines: PostgreSQL, two API processes and three workers run on network hosts of their own. During a study one worker is killed,
 * another is cut off until it has lost its job, and PostgreSQL restarts. The study must end with the rows and files of an undisturbed one.
 */
const network = createNetwork();
if (typeof network === 'string') skipSuite(network);
const CLOCKS_APART_HOURS = 1 / 6;
/** The events of jobs and workers at a time that has not come yet. */
const TIMES_AHEAD = `SELECT * FROM (SELECT 'Job' AS "table", greatest("startedAt", "updatedAt", "finishedAt") AS time FROM "Job"
  UNION ALL SELECT 'Attempt', greatest("startedAt", "heartbeatAt", "finishedAt") FROM "Attempt"
  UNION ALL SELECT 'JobEvent', "createdAt" FROM "JobEvent"
  UNION ALL SELECT 'Worker', greatest("startedAt", "heartbeatAt") FROM "Worker") times WHERE time > now()`;
const began = performance.now();
const token = 'lam_administrator-of-the-hosts-test';
const folder = mkdtempSync(join(tmpdir(), 'lamina-hosts-'));
// PostgreSQL runs as another user, who needs access to its folder.
chmodSync(folder, 0o711);
const checks = new Checks();
await checks.group('a study on several hosts', () => checkStudy(network));
network.remove();
if (checks.failed === 0) rmSync(folder, { recursive: true });
else say(`the logs are in ${folder}`);
endSuite(checks);

async function checkStudy(hosts: Network): Promise<void> {
  const databaseHost = hosts.addHost();
  const server = await startLaneServer(join(folder, 'postgres'), (options) => startServerOn(databaseHost, options));
  const options = { folder, server, inspection: await inspectModel(MODEL, { roots: ['models'] }) };
  const expected = await runUndisturbed({ ...options, name: 'undisturbed' });
  say('the undisturbed study has ended');
  const installation = await openInstallation({ ...options, name: 'disturbed' });
  const startApi = (name: string, dataDir: string) => {
    const env = { DATABASE_URL: installation.url, LAMINA_DATA_DIR: dataDir, LAMINA_ADMIN_TOKEN: token };
    const log = openSync(join(folder, `${name}.log`), 'a');
    return startApiProcess({ host: hosts.addHost(), env, stdio: ['ignore', log, log] });
  };
  // Only the first one shares the data folder of the workers.
  const apis = [await startApi('api-1', installation.dataDir), await startApi('api-2', join(folder, 'apart'))] as const;
  try {
    const [first, second] = await Promise.all([apis[0].ready(), apis[1].ready()]);
    const workers = await startWorkers(installation, hosts, first);
    say('two API processes and three workers are ready');
    const told = await runWithAccidents({ installation, workers, first, second, token, say });
    say('the study has ended');
    await checks.check(
      'the API process that did not take the study delivers the progress of its jobs and the end of the last one',
      async () => {
        assert.ok(told.states.some(({ status, progress }) => status === 'RUNNING' && progress.done > 0));
        assert.equal(told.lastStatus, 'SUCCEEDED');
      },
    );
    await checks.check('times of jobs and workers come from the clock of PostgreSQL, not from those of the workers', async () => {
      const { rows } = await installation.database.pool.query(TIMES_AHEAD);
      assert.deepEqual(rows, []);
    });
    await checks.check('rows and files equal those of the undisturbed study, and each job succeeded once', async () =>
      assert.deepEqual(await listProblems(installation, { status: 'SUCCEEDED', expected }), []),
    );
    await checkDownloads(checks, first, second);
  } finally {
    await Promise.all(apis.map((api) => api.stop()));
    await installation.close();
    await server.stop();
  }
}

/** Three workers, each with a clock ten minutes ahead of the one before. Resolves when the API lists them as idle. */
async function startWorkers(installation: Installation, hosts: Network, api: string): Promise<ReadonlyMap<WorkerProcess, Host>> {
  // The file exists already: the clocks are wrong from the start.
  const file = join(folder, 'clocks');
  writeFileSync(file, '');
  const workers = new Map<WorkerProcess, Host>();
  for (const place of [0, 1, 2]) {
    const host = hosts.addHost();
    const clockJump = { file, hours: place * CLOCKS_APART_HOURS };
    workers.set(installation.startWorker({ launcher: host.launcher, clockJump }), host);
  }
  await waitFor('three idle workers', async () => {
    const idle = '{ workers(filter: { statuses: [IDLE] }) { totalCount } }';
    return (await postOperation<{ readonly workers: { readonly totalCount: number } }>(api, idle)).workers.totalCount === workers.size;
  });
  return workers;
}

function say(line: string): void {
  process.stdout.write(`  ${((performance.now() - began) / 1000).toFixed(0).padStart(4)} s  ${line}\n`);
}
