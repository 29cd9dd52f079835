import { randomBytes } from 'node:crypto';
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

/** The token that writes need: LAMINA_ADMIN_TOKEN, or one made at the first start and kept where only this user can read it. */
export function readAdminToken({ adminToken, dataDir }: { adminToken: string | null; dataDir: string }): { token: string; file: string } {
  const file = join(dataDir, 'admin-token');
  if (adminToken !== null) return { token: adminToken, file: 'LAMINA_ADMIN_TOKEN' };
  if (!existsSync(file)) writeFileSync(file, `lam_${randomBytes(24).toString('base64url')}\n`, { mode: 0o600 });
  return { token: readFileSync(file, 'utf8').trim(), file };
}
