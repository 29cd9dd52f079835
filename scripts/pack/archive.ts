import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { EXTERNAL } from '@lamina/bundle/options';
import { runProgram } from './run-program.ts';

/** Where packages are put together, and their archives written. */
export const DIST = 'dist';

/** npm reads these facts of a package. */
export interface PackageFile {
  readonly version: string;
  readonly dependencies?: Readonly<Record<string, string>>;
  readonly devDependencies?: Readonly<Record<string, string>>;
}

export function readPackage(folder: string): PackageFile {
  return JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8')) as PackageFile;
}

/** Libraries of the database that are excluded from bundles, with the versions that it requires. */
export function listNativeLibraries(): Readonly<Record<string, string>> {
  const isExternal = (name: string): boolean => EXTERNAL.some((pattern) => new RegExp(`^${pattern.replace('*', '.*')}$`).test(name));
  return Object.fromEntries(Object.entries(readPackage('packages/database').dependencies ?? {}).filter(([name]) => isExternal(name)));
}

/** The version of a library that a workspace requires. */
export function versionOf(library: string, workspace: string): string {
  const { dependencies, devDependencies } = readPackage(workspace);
  const version = dependencies?.[library] ?? devDependencies?.[library];
  if (version === undefined) throw new Error(`${workspace} does not depend on ${library}`);
  return version;
}

/** The facts of a package's own file beside version and licence. */
export interface PackageFacts {
  readonly name: string;
  readonly description: string;
  readonly bin?: Readonly<Record<string, string>>;
  readonly engines?: Readonly<Record<string, string>>;
  readonly exports?: Readonly<Record<string, string>>;
  readonly sideEffects?: boolean;
  readonly dependencies: Readonly<Record<string, string>>;
}

/** Writes the package.json of a folder below dist, and returns the path of its archive. All packages of Lamina have one version. */
export function archive(folder: string, { name, ...facts }: PackageFacts): string {
  const { version } = readPackage('apps/cli');
  mkdirSync(folder, { recursive: true });
  writeFileSync(
    join(folder, 'package.json'),
    `${JSON.stringify({ name, version, license: 'Apache-2.0', type: 'module', engines: { node: '>=20.19' }, ...facts }, null, 2)}\n`,
  );
  runProgram('npm', ['pack', `./${folder}`, '--silent', '--pack-destination', DIST]);
  return join(DIST, `${name.replace('@', '').replace('/', '-')}-${version}.tgz`);
}
