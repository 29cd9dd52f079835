import { randomBytes } from 'node:crypto';
import { cpSync } from 'node:fs';
import { waitFor } from '../e2e/checks.ts';
import type { Podman } from './podman.ts';

export interface SurroundingsOptions {
  readonly network: string;
  readonly token: string;
  /** A folder, for the claim `lamina-models`. */
  readonly models: string;
}

/** The container of PostgreSQL. */
export const POSTGRES = 'lamina-postgres';

/** The manifests expect these of a cluster: a database, the secret `lamina` and two volumes. */
export async function startSurroundings(podman: Podman, { network, token, models }: SurroundingsOptions): Promise<void> {
  await podman.run(['network', 'create', network]);
  const password = randomBytes(16).toString('hex');
  await startPostgres(podman, network, password);
  const values = {
    DATABASE_URL: `postgresql://lamina:${password}@${POSTGRES}:5432/lamina`,
    LAMINA_ADMIN_TOKEN: token,
    LAMINA_SESSION_SECRET: randomBytes(24).toString('hex'),
  };
  const secret = { apiVersion: 'v1', kind: 'Secret', metadata: { name: 'lamina' }, stringData: values };
  await podman.run(['kube', 'play', '-'], { input: JSON.stringify(secret) });
  for (const claim of ['lamina-data', 'lamina-models']) await podman.run(['volume', 'create', claim]);
  const folder = await podman.run(['volume', 'inspect', '--format', '{{.Mountpoint}}', 'lamina-models']);
  cpSync(models, folder.trim(), { recursive: true });
}

async function startPostgres(podman: Podman, network: string, password: string): Promise<void> {
  const variables = { POSTGRES_USER: 'lamina', POSTGRES_DB: 'lamina', POSTGRES_PASSWORD: password };
  const settings = Object.entries(variables).flatMap(([name, value]) => ['--env', `${name}=${value}`]);
  await podman.run(['run', '--detach', '--pull', 'never', '--name', POSTGRES, '--network', network, ...settings, 'postgres:18']);
  await waitFor('PostgreSQL', () => podman.run(['exec', POSTGRES, 'pg_isready', '-h', '127.0.0.1', '-U', 'lamina']).catch(() => null));
}
