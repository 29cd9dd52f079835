import assert from 'node:assert/strict';
import type { Checks } from '../e2e/checks.ts';
import type { ComposeProject } from './compose-project.ts';
import type { Docker } from './docker.ts';
import { makeBaseImages } from './make-base-images.ts';

export interface ImagesOptions {
  readonly docker: Docker;
  readonly project: ComposeProject;
  /** Such as `api`; its image is `lamina-api`. */
  readonly targets: readonly string[];
}

/** Files that may hold secrets, or the history of the repository. */
const PRIVATE = ['.git', '.lamina', '.env', '.env.*', '*.key', 'id_rsa', 'id_ed25519', '.netrc', '.pgpass'];

/** Builds the images and checks what is in them. Prints their sizes. */
export async function checkImages(checks: Checks, { docker, project, targets }: ImagesOptions): Promise<void> {
  const began = performance.now();
  const made = await makeBaseImages(docker);
  if (made.length > 0)
    process.stdout.write(
      `  made here in place of a registry's: ${made.join(', ')} (${((performance.now() - began) / 1000).toFixed(0)} s)\n`,
    );
  await checks.check('every target is built', async () => void (await project.run('build', ...targets)));
  for (const target of targets)
    await checks.check(`lamina-${target} runs as a user without rights and holds no secret`, () => check(docker, `lamina-${target}`));
}

async function check(docker: Docker, name: string): Promise<void> {
  const [image] = JSON.parse(await docker.run(['image', 'inspect', name]));
  process.stdout.write(`        ${name}: ${(image.Size / 1e6).toFixed(0)} MB, ${image.RootFS.Layers.length} layers\n`);
  assert.equal(image.Config.User, '10001');
  const words = `${JSON.stringify(image.Config.Env)}${await docker.run(['history', '--no-trunc', '--format', '{{.CreatedBy}}', name])}`;
  assert.doesNotMatch(words, /(TOKEN|PASSWORD|SECRET)=\S/);
  const names = PRIVATE.flatMap((pattern) => ['-o', '-name', pattern]).slice(1);
  const find = ['find', '/lamina', '/home', '/root', '/data', '(', ...names, ')'];
  assert.equal(await docker.run(['run', '--rm', '--network', 'none', '--user', '0', name, ...find]), '', 'private files');
}
