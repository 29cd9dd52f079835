import assert from 'node:assert/strict';
import { randomBytes } from 'node:crypto';
import { rmSync } from 'node:fs';
import { join } from 'node:path';
import { findFreePort } from '@lamina/database';
import type { Checks } from '../e2e/checks.ts';
import type { Docker } from './docker.ts';
import { type ApiAddress, LaminaApi } from './lamina-api.ts';
import { type Manifest, nameContainer, playManifest, readManifests } from './manifests.ts';
import { openPodman, type Podman } from './podman.ts';
import { POSTGRES, startSurroundings } from './start-surroundings.ts';
import { waitForPages } from './wait-for-pages.ts';

export interface ManifestsOptions {
  readonly docker: Docker;
  /** Such as `api`; its image `lamina-api` must be built. */
  readonly targets: readonly string[];
  /** A folder of models, with `own-model`. */
  readonly models: string;
}

const NETWORK = 'lamina';
const NOT_TESTED = `  Podman is no cluster. It ignores Services: here their names become names of the pods. It starts one replica. It fires no probe: here the
  request of each probe is sent once. It knows no KEDA: here only KEDA's query is sent to the database. It does not schedule by resource requests,
  and all pods share an empty volume of the same name.
`;

/** Starts docker/kubernetes with `podman kube play`, as docs/operations.md describes, with the images that Docker built; uses it and stops it. */
export async function checkManifests(checks: Checks, { docker, targets, models }: ManifestsOptions): Promise<void> {
  const podman = openPodman();
  if (typeof podman === 'string') throw new Error(podman);
  process.stdout.write(NOT_TESTED);
  try {
    const address = { port: await findFreePort(), token: `lam_${randomBytes(24).toString('hex')}` };
    await checks.check('Podman loads the images', () => loadImages(docker, podman, targets));
    await checks.check('a database, the secret and the volumes are there', () =>
      startSurroundings(podman, { network: NETWORK, token: address.token, models }),
    );
    if (checks.failed === 0) await checkPods(checks, { podman, address, page: targets.includes('web') });
  } finally {
    await podman.remove();
  }
}

async function loadImages(docker: Docker, podman: Podman, targets: readonly string[]): Promise<void> {
  const archive = join(podman.folder, 'images.tar');
  await docker.run(['save', '--output', archive, 'postgres:18', ...targets.map((target) => `lamina-${target}`)]);
  await podman.run(['load', '--quiet', '--input', archive]);
  rmSync(archive);
}

interface PodsOptions {
  readonly podman: Podman;
  readonly address: ApiAddress;
  readonly page: boolean;
}

async function checkPods(checks: Checks, { podman, address, page }: PodsOptions): Promise<void> {
  const api = new LaminaApi(address);
  const webPort = await findFreePort();
  const ports: Readonly<Record<string, readonly [number, number]>> = { 'lamina-api': [address.port, 4000], 'lamina-web': [webPort, 3000] };
  const jobs = readManifests('migrate.yaml');
  const documents = readManifests('api.yaml', 'scorer.yaml');
  const services = documents.filter(({ kind }) => kind === 'Service');
  const deployments = documents.filter(({ kind, metadata }) => kind === 'Deployment' && (page || metadata.name !== 'lamina-web'));
  await checks.check('migrate completes', async () => {
    for (const job of jobs) await playManifest(podman, job, { network: NETWORK });
    const code = await podman.run(['wait', 'lamina-migrate-pod-migrate']);
    assert.equal(code.trim(), '0', await podman.run(['logs', 'lamina-migrate-pod-migrate'], { withErrors: true }));
  });
  if (checks.failed > 0) return;
  await checks.check(`${deployments.map(({ metadata }) => metadata.name).join(', ')} start, and the API is ready`, async () => {
    for (const deployment of deployments)
      await playManifest(podman, deployment, { network: NETWORK, services, ports: ports[deployment.metadata.name] });
    await api.waitUntilReady();
  });
  if (checks.failed > 0) throw new Error(await readLogs(podman, deployments));
  await checks.check('a worker is registered', () => api.waitForWorkers(1));
  await checks.check('the worker registers a model of the volume', () => api.registerModel('own-model'));
  if (page)
    await checks.check('the page shows the model, and each page without a parameter answers', () => waitForPages(webPort, 'own-model'));
  await checks.check('every probe is answered with 200', () => sendProbes(podman, deployments));
  await checks.check('KEDA’s query counts jobs', () => countJobs(podman));
  await checks.check('every container stops in the grace period of its pod, with 0', () => stopPods(podman, [...deployments, ...jobs]));
}

async function readLogs(podman: Podman, deployments: readonly Manifest[]): Promise<string> {
  const names = deployments.flatMap(({ metadata, spec }) =>
    (spec.template?.spec.containers ?? []).map(({ name }) => nameContainer(metadata.name, name)),
  );
  const logs = names.map((name) => podman.run(['logs', '--names', '--tail', '20', name], { withErrors: true }));
  return [await podman.run(['ps', '--all']), ...(await Promise.all(logs))].join('\n');
}

/** Sends the request of each probe to the address of its pod, as a cluster does. */
async function sendProbes(podman: Podman, deployments: readonly Manifest[]): Promise<void> {
  for (const deployment of deployments)
    for (const container of deployment.spec.template?.spec.containers ?? [])
      for (const probe of [container.readinessProbe, container.livenessProbe]) {
        if (probe === undefined) continue;
        const { path, port } = probe.httpGet;
        const script = `fetch('http://' + os.networkInterfaces().eth0[0].address + ':${port}${path}').then(({ status }) => console.log(status))`;
        const status = await podman.run(['exec', nameContainer(deployment.metadata.name, container.name), 'node', '-e', script]);
        assert.equal(status.trim(), '200', `${deployment.metadata.name} ${path}`);
      }
}

/** Sends the query of scorer-scaling.yaml. */
async function countJobs(podman: Podman): Promise<void> {
  for (const { spec } of readManifests('scorer-scaling.yaml'))
    for (const { metadata } of spec.triggers ?? []) {
      const psql = ['sh', '-c', 'PGPASSWORD=$POSTGRES_PASSWORD exec psql --host 127.0.0.1 --username lamina -A -t -c "$1" lamina', 'sh'];
      assert.match(await podman.run(['exec', POSTGRES, ...psql, metadata.query]), /^\d+\n$/);
    }
}

/** A container that does not end in the grace period of its pod is killed: then the code is 137. `podman pod stop` would take the network away too early. */
async function stopPods(podman: Podman, manifests: readonly Manifest[]): Promise<void> {
  for (const { metadata, spec } of manifests) {
    const { containers = [], terminationGracePeriodSeconds = 30 } = spec.template?.spec ?? {};
    for (const { name } of containers) {
      const container = nameContainer(metadata.name, name);
      await podman.run(['stop', '--time', String(terminationGracePeriodSeconds), container]);
      assert.equal((await podman.run(['inspect', '--format', '{{.State.ExitCode}}', container])).trim(), '0', container);
    }
  }
}
