import { randomBytes } from 'node:crypto';
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { StartEnvironment } from './env.ts';

/** A token, and where it comes from: a file or the name of a variable. */
export interface AdminToken {
  readonly token: string;
  readonly file: string;
}

/** The token for writes: LAMINA_ADMIN_TOKEN, or a token created at the first start. */
export function readAdminToken({ adminToken, dataDir }: Pick<StartEnvironment, 'adminToken' | 'dataDir'>): AdminToken {
  if (adminToken !== null) return { token: adminToken, file: 'LAMINA_ADMIN_TOKEN' };
  const file = join(dataDir, 'admin-token');
  return { token: readKept(file, () => `lam_${randomBytes(24).toString('base64url')}`), file };
}

/** The secret of the page's sessions: LAMINA_SESSION_SECRET, or a secret created at the first start. */
export function readSessionSecret({ sessionSecret, dataDir }: Pick<StartEnvironment, 'sessionSecret' | 'dataDir'>): string {
  return sessionSecret ?? readKept(join(dataDir, 'session-secret'), () => randomBytes(32).toString('base64url'));
}

/** A secret of this installation, in a file that only this user can read. */
function readKept(file: string, make: () => string): string {
  if (!existsSync(file)) writeFileSync(file, `${make()}\n`, { mode: 0o600 });
  return readFileSync(file, 'utf8').trim();
}
