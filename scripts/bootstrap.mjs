// Written for Node 20.19 without dependencies. It prepares a fresh clone, then starts the Node version that the project pins.
import { spawn } from 'node:child_process';
import { createHash } from 'node:crypto';
import events from 'node:events';
import { existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

const root = join(dirname(fileURLToPath(import.meta.url)), '..');
const modules = join(root, 'node_modules');
const pinnedNode = join(modules, 'node', 'bin', 'node');
const NO_WARNING = '--disable-warning=ExperimentalWarning';

const [major, minor] = process.versions.node.split('.').map(Number);
if (major < 20 || (major === 20 && minor < 19)) {
  process.stderr.write(
    `CONFIG_INVALID: Node ${process.versions.node} is too old; install Node 20.19 or later, then run the command again\n`,
  );
  process.exit(1);
}

/** Runs `work` unless a stamp shows that it was done for the same files. */
async function once(name, files, why, work) {
  const hash = createHash('sha256');
  for (const file of files) hash.update(file).update(readFileSync(join(root, file)));
  const digest = hash.digest('hex');
  const stamp = join(modules, `.lamina-${name}`);
  if (existsSync(stamp) && readFileSync(stamp, 'utf8') === digest) return;
  process.stderr.write(`lamina: ${why}\n`);
  await work();
  mkdirSync(modules, { recursive: true });
  writeFileSync(stamp, digest);
}

/** Runs a command; `quiet` commands print only if they fail. */
async function run(command, args, { cwd = root, quiet = false, env = process.env } = {}) {
  const child = spawn(command, args, { cwd, env, stdio: quiet ? ['ignore', 'pipe', 'pipe'] : ['ignore', 2, 2] });
  let printed = '';
  for (const stream of [child.stdout, child.stderr]) stream?.setEncoding('utf8').on('data', (text) => (printed += text));
  const [status] = await events.once(child, 'close').catch((error) => [error.message]);
  if (status === 0) return;
  process.stderr.write(printed);
  process.stderr.write(`lamina: ${command} ${args.join(' ')} failed (exit ${status}); the lines above say why\n`);
  process.exit(1);
}

function operationFiles() {
  const features = join(root, 'apps/web/features');
  const names = existsSync(features) ? readdirSync(features, { recursive: true }).map(String) : [];
  return names
    .filter((name) => name.endsWith('.graphql'))
    .sort()
    .map((name) => join('apps/web/features', name));
}

await once('installed', ['package-lock.json'], 'installing packages (first start, or package-lock.json changed)', () =>
  run('npm', ['ci', '--loglevel=error', '--prefer-offline', '--no-audit', '--no-fund']),
);
const env = { ...process.env, TURBO_TELEMETRY_DISABLED: '1', PATH: `${join(modules, '.bin')}:${process.env.PATH}` };
// The API's own output is a part of the repository, and `npm run check` compares it. These two are what `turbo run generate` would run, without its start.
const runNode = (folder, ...args) => run(pinnedNode, [NO_WARNING, ...args], { cwd: join(root, folder), quiet: true, env });
await once(
  'generated',
  ['package-lock.json', 'prisma/schema.prisma', 'apps/api/schema.graphql', ...operationFiles()],
  'generating the database client and the typed queries',
  () =>
    Promise.all([
      runNode('packages/database', 'scripts/generate.ts'),
      runNode('apps/web', join(modules, '.bin/graphql-codegen'), '--config', 'codegen.config.ts'),
    ]),
);

// Every process that this starts reads its TypeScript already stripped and compiled. Entries are found by the content of a file.
const sources = { NODE_COMPILE_CACHE: join(modules, '.cache/lamina/sources') };
const child = spawn(pinnedNode, [NO_WARNING, ...process.argv.slice(2)], { cwd: root, stdio: 'inherit', env: { ...env, ...sources } });
// A terminal sends Ctrl-C to the whole process group: the child stops the work, this process waits for it.
process.on('SIGINT', () => {});
for (const signal of ['SIGTERM', 'SIGHUP']) process.on(signal, () => child.kill(signal));
// npm sends a SIGTERM to the shell between npm and this process, and the shell dies silently: a new parent process shows that it died.
const parent = process.ppid;
setInterval(() => process.ppid === parent || child.kill('SIGTERM'), 500);
child.on('exit', (code, signal) => process.exit(code ?? (signal === 'SIGINT' ? 130 : 1)));
