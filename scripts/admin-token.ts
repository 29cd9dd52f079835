import { randomBytes } from 'node:crypto';
import { join } from 'node:path';
import { readKeptSecret } from './read-kept-secret.ts';

/** The token that writes need: LAMINA_ADMIN_TOKEN, or one made at the first start and kept where only this user can read it. */
export function readAdminToken({ adminToken, dataDir }: { adminToken: string | null; dataDir: string }): { token: string; file: string } {
  if (adminToken !== null) return { token: adminToken, file: 'LAMINA_ADMIN_TOKEN' };
  const file = join(dataDir, 'admin-token');
  return { token: readKeptSecret(file, () => `lam_${randomBytes(24).toString('base64url')}`), file };
}
