import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { startApi } from '@lamina/api';
import { ADMIN_TOKEN } from './start-child.ts';

// Run as a child: serve-lamina.ts <database url> [limits | no-limits] [folder of releases]. It sends its address to its parent and ends when the
// parent ends.
const [databaseUrl = '', limits, releasesFolder = tmpdir()] = process.argv.slice(2);
const api = await startApi({
  databaseUrl,
  port: 0,
  adminToken: ADMIN_TOKEN,
  webOrigin: 'http://localhost:3000',
  releasesFolder,
  modelsFolder: tmpdir(),
  uploadsFolder: join(tmpdir(), 'no-uploads'),
  uploadedModelsFolder: join(tmpdir(), 'no-uploads'),
  ...(limits === 'no-limits' ? { hasLimits: false } : { rateLimits: { anonymous: 1_000_000_000, token: 1_000_000_000 } }),
});
process.send?.(api.url);
process.on('disconnect', () => process.exit(0));
