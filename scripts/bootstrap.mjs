// Written for Node 20.19 without dependencies. It prepares a fresh clone, then starts the Node version that the project pins.
import { spawn, spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

const root = join(dirname(fileURLToPath(import.meta.url)), '..');
const modules = join(root, 'node_modules');
const pinnedNode = join(modules, 'node', 'bin', 'node');

const [major, minor] = process.versions.node.split('.').map(Number);
if (major < 20 || (major === 20 && minor < 19)) {
  process.stderr.write(
    `CONFIG_INVALID: Node ${process.versions.node} is too old; install Node 20.19 or later, then run the command again\n`,
  );
  process.exit(1);
}

/** Runs `work` unless a stamp shows that it was done for the same files. */
function once(name, files, why, work) {
  const hash = createHash('sha256');
  for (const file of files) hash.update(file).update(readFileSync(join(root, file)));
  const digest = hash.digest('hex');
  const stamp = join(modules, `.lamina-${name}`);
  if (existsSync(stamp) && readFileSync(stamp, 'utf8') === digest) return;
  process.stderr.write(`lamina: ${why}\n`);
  work();
  mkdirSync(modules, { recursive: true });
  writeFileSync(stamp, digest);
}

/** Runs a command; `quiet` commands print only if they fail. */
function run(command, args, { quiet = false } = {}) {
  const env = { ...process.env, TURBO_TELEMETRY_DISABLED: '1' };
  const { status, stdout, stderr } = spawnSync(command, args, {
    cwd: root,
    env,
    encoding: 'utf8',
    stdio: quiet ? 'pipe' : ['ignore', 2, 2],
  });
  if (status === 0) return;
  if (quiet) process.stderr.write(`${stdout}${stderr}`);
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

once('installed', ['package-lock.json'], 'installing packages (first start, or package-lock.json changed)', () =>
  run('npm', ['ci', '--loglevel=error', '--prefer-offline', '--no-audit', '--no-fund']),
);
// The API's own output is a part of the repository, and `npm run check` compares it.
once(
  'generated',
  ['package-lock.json', 'prisma/schema.prisma', 'apps/api/schema.graphql', 'apps/cli/codegen.json', ...operationFiles()],
  'generating the database client and the typed queries',
  () =>
    run(
      join(modules, '.bin', 'turbo'),
      ['run', 'generate', '--filter=!@lamina/api', '--filter=!@lamina/platform-app', '--output-logs=errors-only', '--no-update-notifier'],
      {
        quiet: true,
      },
    ),
);

const env = {
  ...process.env,
  TURBO_TELEMETRY_DISABLED: '1',
  PATH: `${join(modules, '.bin')}:${process.env.PATH}`,
  // Every process that this starts reads its TypeScript already stripped and compiled. Entries are found by the content of a file.
  NODE_COMPILE_CACHE: join(modules, '.cache/lamina/sources'),
};
const child = spawn(pinnedNode, ['--disable-warning=ExperimentalWarning', ...process.argv.slice(2)], { cwd: root, stdio: 'inherit', env });
// A terminal sends Ctrl-C to the whole process group: the child stops the work, this process waits for it.
process.on('SIGINT', () => {});
for (const signal of ['SIGTERM', 'SIGHUP']) process.on(signal, () => child.kill(signal));
// npm sends a SIGTERM to the shell between npm and this process, and the shell dies silently: a new parent process shows that it died.
const parent = process.ppid;
setInterval(() => process.ppid === parent || child.kill('SIGTERM'), 500);
child.on('exit', (code, signal) => process.exit(code ?? (signal === 'SIGINT' ? 130 : 1)));
