import { rmSync } from 'node:fs';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { endSuite, skipSuite } from '../../scripts/count-line.ts';
import { Checks } from '../e2e/checks.ts';
import { checkCompose } from './check-compose.ts';
import { checkImages } from './check-images.ts';
import { checkManifests } from './check-manifests.ts';
import { openComposeProject } from './compose-project.ts';
import { openDocker } from './docker.ts';
import { makeMaterial } from './make-material.ts';

/**
 * Builds the images and starts docker/compose.yaml as users do, read-only and without privileges. A user's own model is registered and studied on a
 * user's own text, PostgreSQL is restarted, scorers are scaled, and everything stops in time without remains. `--no-page` skips the page's image;
 * `--kubernetes` then starts docker/kubernetes with Podman (Debian: podman runc catatonit). Prints durations and sizes; ends with the line
 * `N passed, N failed`.
 */
const { page, kubernetes } = parseArgs({
  options: { page: { type: 'boolean', default: true }, kubernetes: { type: 'boolean', default: false } },
  allowNegative: true,
}).values;
const targets = ['migrate', 'api', 'scorer', ...(page ? ['web'] : [])];

const docker = await openDocker();
if (typeof docker === 'string') skipSuite(docker);
const material = makeMaterial();
const project = await openComposeProject(docker, material);
const checks = new Checks();
try {
  await checks.group('images', () => checkImages(checks, { docker, project, targets }));
  await checks.group('compose', () => checkCompose(checks, { docker, project, page }));
  if (kubernetes)
    await checks.group('Kubernetes manifests', () => checkManifests(checks, { docker, targets, models: join(material, 'models') }));
} finally {
  await project.run('down', '--volumes', '--remove-orphans').catch(() => undefined);
  rmSync(material, { recursive: true, force: true });
  await docker.stop();
}
endSuite(checks);
