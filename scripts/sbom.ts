import { spawnSync } from 'node:child_process';
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { stringify } from 'csv-stringify/sync';
import { DIST } from './pack/archive.ts';

/**
 * Writes what the packages and images of Lamina consist of: dist/sbom.cdx.json, a bill of materials of npm (CycloneDX 1.5), and dist/licences.csv. Fails
 * if the licence of a library is unknown.
 */
interface Component {
  readonly name: string;
  readonly version: string;
  /** Workspaces of this repository are private. */
  readonly properties: readonly { readonly name: string }[];
  readonly licenses?: readonly ({ readonly license: { readonly id?: string; readonly name?: string } } | { readonly expression: string })[];
}

/** Licences that a library states in its Readme.md, but not in package.json, by name and version. */
const STATED_IN_README: ReadonlyMap<string, string> = new Map([['combine-errors 3.0.3', 'MIT']]);

const { status, stdout } = spawnSync('npm', ['sbom', '--sbom-format', 'cyclonedx', '--omit', 'dev'], {
  encoding: 'utf8',
  maxBuffer: 1 << 26,
  stdio: ['ignore', 'pipe', 'inherit'],
});
if (status !== 0) process.exit(1);
const { components } = JSON.parse(stdout) as { readonly components: readonly Component[] };
const libraries = components.filter(({ properties }) => !properties.some(({ name }) => name === 'cdx:npm:package:private'));
const rows = libraries.map((component) => [component.name, component.version, describeLicences(component)]);
const unknown = rows.filter(([, , licence]) => licence === '');
mkdirSync(DIST, { recursive: true });
writeFileSync(join(DIST, 'sbom.cdx.json'), stdout);
writeFileSync(join(DIST, 'licences.csv'), stringify(rows, { header: true, columns: ['library', 'version', 'licence'] }));
for (const [name, version] of unknown) process.stderr.write(`${name} ${version} states no licence\n`);
process.stdout.write(`${libraries.length} libraries: dist/sbom.cdx.json, dist/licences.csv\n`);
process.exit(unknown.length === 0 ? 0 : 1);

/** SPDX identifiers; empty if the library states none. */
function describeLicences({ name, version, licenses = [] }: Component): string {
  const inReadme = STATED_IN_README.get(`${name} ${version}`);
  if (inReadme !== undefined) return inReadme;
  return licenses.map((entry) => ('expression' in entry ? entry.expression : (entry.license.id ?? entry.license.name))).join(' AND ');
}
