import { spawnSync } from 'node:child_process';
import { cpSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join, relative } from 'node:path';
import { build } from 'esbuild';
import { generateDatabaseClient } from '../apps/cli/bundle/build-bundle.ts';
import { bundleOptions, EXTERNAL } from '../apps/cli/bundle/bundle-options.ts';

/**
 * Builds the npm package `lamina`: command line and worker in one bundle, with the benchmarks, the calibration text and the smallest bundled models.
 * Native libraries are its dependencies. Writes dist/lamina-<version>.tgz and prints its path.
 */
const DIST = 'dist';
const FOLDER = join(DIST, 'lamina');

/** Programs that are started by their path: the bundle has them at the same relative path as the sources. */
const PROGRAMS = [
  'apps/cli/src/main.ts',
  'apps/scorer/src/main.ts',
  'apps/scorer/src/inference/inference-child.ts',
  'packages/engine/src/efficiency/efficiency-child.ts',
  'packages/engine/src/write/digest-worker.ts',
] as const;
const MATERIAL = ['models/benchmarks', 'models/calibration', 'models/lamina-llama-8', 'prisma'] as const;

rmSync(FOLDER, { recursive: true, force: true });
mkdirSync(join(FOLDER, 'bin'), { recursive: true });
generateDatabaseClient();
const placeOf = (path: string): string => `joinHere(import.meta.dirname, ${JSON.stringify(path.replace(/\.ts$/, '.mjs'))})`;
await build({
  ...bundleOptions(placeOf),
  entryPoints: PROGRAMS.map((path) => ({ in: path, out: bundleName(path) })),
  outdir: FOLDER,
  minifySyntax: true,
  minifyWhitespace: true,
});
for (const path of PROGRAMS.slice(1)) {
  const program = join(FOLDER, path.replace(/\.ts$/, '.mjs'));
  mkdirSync(dirname(program), { recursive: true });
  writeFileSync(program, `import '${relative(dirname(program), join(FOLDER, `${bundleName(path)}.mjs`))}';\n`);
}
cpSync('apps/cli/bin/hand-over.mjs', join(FOLDER, 'bin/hand-over.mjs'));
cpSync('scripts/pack/lamina.mjs', join(FOLDER, 'bin/lamina.mjs'));
cpSync('scripts/pack/README.md', join(FOLDER, 'README.md'));
for (const path of MATERIAL) cpSync(path, join(FOLDER, path), { recursive: true });
const { version } = readPackage('apps/cli');
writeFileSync(join(FOLDER, 'package.json'), `${JSON.stringify(describePackage(version), null, 2)}\n`);
const { status } = spawnSync('npm', ['pack', '--silent', '--pack-destination', DIST, `./${FOLDER}`], {
  stdio: ['ignore', 'ignore', 'inherit'],
});
if (status !== 0) process.exit(1);
process.stdout.write(`${join(DIST, `lamina-${version}.tgz`)}\n`);

/** main for the command line, else the last words of the path. */
function bundleName(path: string): string {
  return path === PROGRAMS[0]
    ? 'main'
    : path
        .replace(/^(apps|packages)\//, '')
        .replace(/\/src\/|\//g, '-')
        .replace(/\.ts$/, '');
}

function describePackage(version: string): object {
  return {
    name: 'lamina',
    version,
    description: 'Measures which layers of a language model are redundant, removes them, and measures what the removal costs.',
    license: 'Apache-2.0',
    type: 'module',
    bin: { lamina: 'bin/lamina.mjs' },
    engines: { node: '>=20.19' },
    dependencies: { node: readPackage('.').devDependencies?.node, 'onnxruntime-node': versionOf('onnxruntime-node'), ...listExternal() },
  };
}

/** Libraries excluded from the bundle, with the versions that the packages require. */
function listExternal(): Readonly<Record<string, string>> {
  const isExternal = (name: string): boolean => EXTERNAL.some((pattern) => new RegExp(`^${pattern.replace('*', '.*')}$`).test(name));
  const wanted = Object.entries(readPackage('packages/database').dependencies ?? {});
  return Object.fromEntries(wanted.filter(([name]) => isExternal(name)));
}

function versionOf(name: string): string {
  const found = readdirSync('packages').flatMap((folder) => readPackage(join('packages', folder)).dependencies?.[name] ?? []);
  if (found[0] === undefined) throw new Error(`no package depends on ${name}`);
  return found[0];
}

interface PackageFile {
  readonly version: string;
  readonly dependencies?: Readonly<Record<string, string>>;
  readonly devDependencies?: Readonly<Record<string, string>>;
}

function readPackage(folder: string): PackageFile {
  return JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8')) as PackageFile;
}
