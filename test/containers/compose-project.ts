import { randomBytes } from 'node:crypto';
import { join } from 'node:path';
import { findFreePort } from '@lamina/database';
import type { Docker } from './docker.ts';
import type { ApiAddress } from './lamina-api.ts';

/** docker/compose.yaml as a project of its own, with free ports and new secrets. */
export interface ComposeProject {
  readonly name: string;
  readonly api: ApiAddress;
  readonly webPort: number;
  /** The API must answer with this limit: it shows that variables are passed on. */
  readonly anonymousLimit: number;
  /** Runs `docker compose` and returns its output. */
  run(...args: readonly string[]): Promise<string>;
}

/** `material` is the folder that makeMaterial made. */
export async function openComposeProject(docker: Docker, material: string): Promise<ComposeProject> {
  const name = `lamina-test-${process.pid}`;
  const [port, webPort] = [await findFreePort(), await findFreePort()];
  const token = `lam_${randomBytes(24).toString('hex')}`;
  const anonymousLimit = 2999;
  const environment = {
    POSTGRES_PASSWORD: randomBytes(16).toString('hex'),
    LAMINA_ADMIN_TOKEN: token,
    LAMINA_API_PORT: String(port),
    LAMINA_WEB_PORT: String(webPort),
    LAMINA_MODELS: join(material, 'models'),
    LAMINA_CALIBRATION: join(material, 'texts'),
    LAMINA_RATE_LIMIT_ANONYMOUS: String(anonymousLimit),
  };
  const run = (...args: readonly string[]): Promise<string> =>
    docker.run(['compose', '--project-name', name, '--file', 'docker/compose.yaml', ...args], { environment });
  return { name, api: { port, token }, webPort, anonymousLimit, run };
}
