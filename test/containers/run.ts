import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { chmodSync, cpSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { findFreePort } from '@lamina/database';
import { Checks, waitFor } from '../e2e/checks.ts';
import { type Docker, openDocker } from './docker.ts';
import { makeBaseImages } from './make-base-images.ts';

/**
 * Builds the images and starts docker/compose.yaml as users do, read-only and without privileges. A user's own model is registered and studied on a
 * user's own text, PostgreSQL is restarted, scorers are scaled, and everything stops in time without remains. `--no-page` skips the page's image.
 * Prints durations and sizes; ends with the line `N passed, N failed`.
 */
const { page } = parseArgs({ options: { page: { type: 'boolean', default: true } }, allowNegative: true }).values;
const STOP_LIMIT_S = 5;
const SERVICES = ['postgres', 'migrate', 'api', 'scorer', ...(page ? ['web'] : [])];
const TARGETS = ['migrate', 'api', 'scorer', ...(page ? ['web'] : [])];
const PROJECT = `lamina-test-${process.pid}`;

const docker = await openDocker();
if (typeof docker === 'string') {
  process.stdout.write(`skipped: ${docker}\n\n0 passed, 0 failed\n`);
  process.exit(0);
}
const folder = makeMaterial();
const [apiPort, webPort] = [await findFreePort(), await findFreePort()];
const token = `lam_${randomBytes(24).toString('hex')}`;
const environment = {
  POSTGRES_PASSWORD: randomBytes(16).toString('hex'),
  LAMINA_ADMIN_TOKEN: token,
  LAMINA_API_PORT: String(apiPort),
  LAMINA_WEB_PORT: String(webPort),
  LAMINA_MODELS: join(folder, 'models'),
  LAMINA_CALIBRATION: join(folder, 'texts'),
  LAMINA_RATE_LIMIT_ANONYMOUS: '2999',
};
const checks = new Checks();
try {
  await checks.group('images', () => checkImages(docker));
  await checks.group('compose', () => checkCompose());
} finally {
  await compose('down', '--volumes', '--remove-orphans').catch(() => undefined);
  await docker.stop();
  rmSync(folder, { recursive: true, force: true });
}
process.stdout.write(`\n${checks.passed} passed, ${checks.failed} failed\n`);
process.exit(checks.failed === 0 ? 0 : 1);

async function checkImages(images: Docker): Promise<void> {
  const made = await makeBaseImages(images);
  if (made.length > 0) process.stdout.write(`  made here in place of a registry's: ${made.join(', ')}\n`);
  await checks.check('every target is built', async () => void (await compose('build', ...TARGETS)));
  for (const target of TARGETS)
    await checks.check(`lamina-${target} runs as a user without rights and holds no secret`, async () => {
      const [image] = JSON.parse(await images.run(['image', 'inspect', `lamina-${target}`]));
      assert.equal(image.Config.User, '10001');
      const words = `${JSON.stringify(image.Config.Env)}${await images.run(['history', '--no-trunc', '--format', '{{.CreatedBy}}', `lamina-${target}`])}`;
      assert.doesNotMatch(words, /(TOKEN|PASSWORD|SECRET)=\S/);
      process.stdout.write(`        lamina-${target}: ${(image.Size / 1e6).toFixed(0)} MB, ${image.RootFS.Layers.length} layers\n`);
    });
}

async function checkCompose(): Promise<void> {
  await checks.check('compose brings everything up, migrations included', async () => {
    await compose('up', '--detach', ...SERVICES);
    await waitFor('the API', isApiReady);
  });
  if (checks.failed > 0) throw new Error((await compose('ps', '--all')) + (await compose('logs', '--tail', '20')));
  await checks.check('the file systems are read-only', async () => {
    for (const service of SERVICES.filter((name) => name === 'api' || name === 'scorer' || name === 'web'))
      assert.match(await compose('exec', '-T', service, 'sh', '-c', 'touch /lamina/x 2>&1 || true'), /Read-only file system/);
  });
  await checks.check('variables are passed on', async () => {
    const response = await fetch(`http://127.0.0.1:${apiPort}/graphql`, ask('{ rateLimit { limit } }', null));
    assert.match(await response.text(), /2999/);
  });
  await checks.check('a model of one’s own is registered', async () => {
    const { registerModel } = await query<{ registerModel: { job: { id: string } } }>(
      'mutation { registerModel(input: { reference: "own-model", slug: "own-model" }) { job { id } } }',
    );
    await waitForJobs([registerModel.job.id]);
  });
  await checks.check('a study runs on a text of one’s own', () => study('own-text', 'first'));
  if (page)
    await checks.check('the page shows the model', async () => {
      const text = await (await fetch(`http://127.0.0.1:${webPort}/models/own-model`)).text();
      assert.match(text, /own-model/);
    });
  await checks.check('work goes on after a restart of PostgreSQL', async () => {
    await compose('restart', 'postgres');
    await waitFor('the API', isApiReady);
    await study('invented-world', 'second');
  });
  await checks.check('scorers are scaled to two', async () => {
    await compose('up', '--detach', '--no-recreate', '--scale', 'scorer=2', 'scorer');
    await waitFor('two workers', async () => {
      const { workers } = await query<{ workers: { totalCount: number } }>(
        '{ workers(filter: { statuses: [IDLE, BUSY] }) { totalCount } }',
      );
      return workers.totalCount === 2;
    });
  });
  await checks.check(`everything stops within ${STOP_LIMIT_S} s, each part with 0`, checkStop);
  await checks.check('down --volumes leaves nothing', checkDown);
}

async function checkStop(): Promise<void> {
  const began = performance.now();
  await compose('stop');
  const seconds = (performance.now() - began) / 1000;
  const lines = (await compose('ps', '--all', '--format', '{{.Name}} {{.ExitCode}}')).trim().split('\n');
  for (const line of lines) assert.match(line, / 0$/);
  assert.ok(seconds <= STOP_LIMIT_S, `it took ${seconds.toFixed(1)} s`);
}

async function checkDown(): Promise<void> {
  await compose('down', '--volumes');
  for (const kind of ['ps --all', 'volume ls', 'network ls']) {
    const left = await (docker as Docker).run([...kind.split(' '), '--quiet', '--filter', `label=com.docker.compose.project=${PROJECT}`]);
    assert.equal(left, '', `${kind} lists ${left}`);
  }
}

async function study(calibration: string, key: string): Promise<void> {
  const { submitStudy } = await query<{ submitStudy: { studies: readonly { jobs: { nodes: readonly { id: string }[] } }[] } }>(
    `mutation { submitStudy(input: { models: ["own-model"], calibration: "${calibration}", window: 64, windows: 8, strategies: [BLOCK_INFLUENCE], counts: [1],
       benchmarks: ["country-facts"], limit: 20, idempotencyKey: "${key}" }) { studies { jobs(first: 100) { nodes { id } } } } }`,
  );
  const jobs = submitStudy.studies.flatMap((one) => one.jobs.nodes.map(({ id }) => id));
  assert.ok(jobs.length > 0);
  await waitForJobs(jobs);
}

async function waitForJobs(ids: readonly string[]): Promise<void> {
  await waitFor(`${ids.length} jobs`, async () => {
    const { nodes } = await query<{ nodes: readonly { status: string; error: { message: string } | null }[] }>(
      `{ nodes(ids: ${JSON.stringify(ids)}) { ... on Job { status error { message } } } }`,
    );
    for (const { status, error } of nodes) assert.notEqual(status, 'FAILED', error?.message);
    return nodes.every(({ status }) => status === 'SUCCEEDED');
  });
}

async function query<Data>(document: string): Promise<Data> {
  const response = await fetch(`http://127.0.0.1:${apiPort}/graphql`, ask(document, token));
  const { data, errors } = (await response.json()) as { data: Data; errors?: readonly { message: string }[] };
  assert.equal(errors, undefined, errors?.[0]?.message);
  return data;
}

function ask(document: string, bearer: string | null): RequestInit {
  const authorization = bearer === null ? {} : { authorization: `Bearer ${bearer}` };
  return { method: 'POST', headers: { 'content-type': 'application/json', ...authorization }, body: JSON.stringify({ query: document }) };
}

async function isApiReady(): Promise<boolean> {
  return (await fetch(`http://127.0.0.1:${apiPort}/readyz`).catch(() => null))?.ok ?? false;
}

function compose(...args: readonly string[]): Promise<string> {
  return (docker as Docker).run(['compose', '--project-name', PROJECT, '--file', 'docker/compose.yaml', ...args], { environment });
}

/** A model and a calibration text that are in no image; another user must be able to read them. */
function makeMaterial(): string {
  const made = mkdtempSync(join(tmpdir(), 'lamina-containers-'));
  cpSync('models/lamina-llama-8', join(made, 'models/own-model'), { recursive: true });
  mkdirSync(join(made, 'texts'));
  writeFileSync(join(made, 'texts/own-text.txt'), 'The river runs past the mill and under the old bridge.\n\n'.repeat(200));
  writeFileSync(
    join(made, 'texts/own-text.json'),
    JSON.stringify({ name: 'own text', licence: 'CC0-1.0', description: 'One sentence, again and again.' }),
  );
  chmodSync(made, 0o755);
  spawnSync('chmod', ['-R', 'a+rX', made]);
  return made;
}
