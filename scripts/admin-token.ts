import { randomBytes } from 'node:crypto';
import { join } from 'node:path';
import { readKeptSecret } from './read-kept-secret.ts';

/** The token for writes: LAMINA_ADMIN_TOKEN, or a token created at the first start and stored in a file that only this user can read. */
export function readAdminToken({ adminToken, dataDir }: { adminToken: string | null; dataDir: string }): { token: string; file: string } {
  if (adminToken !== null) return { token: adminToken, file: 'LAMINA_ADMIN_TOKEN' };
  const file = join(dataDir, 'admin-token');
  return { token: readKeptSecret(file, () => `lam_${randomBytes(24).toString('base64url')}`), file };
}
