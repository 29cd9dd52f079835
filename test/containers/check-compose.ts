import assert from 'node:assert/strict';
import type { Checks } from '../e2e/checks.ts';
import type { ComposeProject } from './compose-project.ts';
import type { Docker } from './docker.ts';
import { LaminaApi } from './lamina-api.ts';
import { waitForPages } from './wait-for-pages.ts';

export interface ComposeOptions {
  readonly docker: Docker;
  readonly project: ComposeProject;
  readonly page: boolean;
}

const STOP_LIMIT_S = 5;

/** Starts docker/compose.yaml as users do, uses it and stops it. */
export async function checkCompose(checks: Checks, { docker, project, page }: ComposeOptions): Promise<void> {
  const api = new LaminaApi(project.api);
  const parts = ['api', 'scorer', ...(page ? ['web'] : [])];
  await checks.check('compose brings everything up, migrations included', async () => {
    await project.run('up', '--detach', 'postgres', 'migrate', ...parts);
    await api.waitUntilReady();
  });
  if (checks.failed > 0) throw new Error((await project.run('ps', '--all')) + (await project.run('logs', '--tail', '20')));
  await checks.check('the file systems are read-only', async () => {
    for (const part of parts)
      assert.match(await project.run('exec', '-T', part, 'sh', '-c', 'touch /lamina/x 2>&1 || true'), /Read-only file system/);
  });
  await checks.check('variables are passed on', async () => assert.equal(await api.readAnonymousLimit(), project.anonymousLimit));
  await checks.check('a model of one’s own is registered', () => api.registerModel('own-model'));
  await checks.check('a study runs on a text of one’s own', () => api.study('own-model', 'own-text'));
  if (page)
    await checks.check('the page shows the model, and each page without a parameter answers', () =>
      waitForPages(project.webPort, 'own-model'),
    );
  await checks.check('work goes on after a restart of PostgreSQL', async () => {
    await project.run('restart', 'postgres');
    await api.waitUntilReady();
    await api.study('own-model', 'invented-world');
  });
  await checks.check('scorers are scaled to two', async () => {
    await project.run('up', '--detach', '--no-recreate', '--scale', 'scorer=2', 'scorer');
    await api.waitForWorkers(2);
  });
  await checks.check(`everything stops within ${STOP_LIMIT_S} s, each part with 0`, () => checkStop(project));
  await checks.check('down --volumes leaves nothing', () => checkDown(docker, project));
}

async function checkStop(project: ComposeProject): Promise<void> {
  const began = performance.now();
  await project.run('stop');
  const seconds = (performance.now() - began) / 1000;
  const lines = (await project.run('ps', '--all', '--format', '{{.Name}} {{.ExitCode}}')).trim().split('\n');
  for (const line of lines) assert.match(line, / 0$/);
  assert.ok(seconds <= STOP_LIMIT_S, `it took ${seconds.toFixed(1)} s`);
}

async function checkDown(docker: Docker, { name, run }: ComposeProject): Promise<void> {
  await run('down', '--volumes');
  for (const kind of ['ps --all', 'volume ls', 'network ls']) {
    const left = await docker.run([...kind.split(' '), '--quiet', '--filter', `label=com.docker.compose.project=${name}`]);
    assert.equal(left, '', `${kind} lists ${left}`);
  }
}
