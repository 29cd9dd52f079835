import { spawnSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';

// `prisma generate` requires a schema-engine binary, tries to download one and never runs it. Any existing file satisfies it, so generation works
// offline. The query compiler that it uses is WebAssembly inside the package.
const result = spawnSync('prisma', ['generate'], {
  cwd: fileURLToPath(new URL('..', import.meta.url)),
  env: {
    // biome-ignore lint/style/noProcessEnv: the program started here needs PATH and its like
    ...process.env,
    PRISMA_SCHEMA_ENGINE_BINARY: fileURLToPath(import.meta.url),
    PRISMA_HIDE_UPDATE_MESSAGE: '1',
    CHECKPOINT_DISABLE: '1',
  },
  stdio: ['ignore', 'pipe', 'inherit'],
  shell: process.platform === 'win32',
});
if (result.status !== 0) {
  process.stderr.write(result.stdout ?? `${result.error}\n`);
  process.exit(1);
}
