import { tmpdir } from 'node:os';
import { startApi } from '@lamina/api';

// Run as a child: serve-lamina.ts <database url> [limits | no-limits] [folder of releases]. It tells its address to its parent and ends with it.
const [databaseUrl = '', limits, releasesFolder = tmpdir()] = process.argv.slice(2);
const api = await startApi({
  databaseUrl,
  port: 0,
  adminToken: 'lam_bench-administrator-token',
  webOrigin: 'http://localhost:3000',
  releasesFolder,
  ...(limits === 'no-limits' ? { hasLimits: false } : { rateLimits: { anonymous: 1_000_000_000, token: 1_000_000_000 } }),
});
process.send?.(api.url);
process.on('disconnect', () => process.exit(0));
