import { readdirSync, readFileSync } from 'node:fs';
import { createRequire } from 'node:module';

/** Compares the tables of docs/architecture.md with the folders of the repository, and with the rooms that .dependency-cruiser.cjs enforces. */
interface Rule {
  readonly name: string;
  readonly from: { readonly pathNot?: string };
}

const page = readFileSync('docs/architecture.md', 'utf8');
const { forbidden } = createRequire(import.meta.url)('../.dependency-cruiser.cjs') as { readonly forbidden: readonly Rule[] };
const problems = [...listMissingFolders(), ...forbidden.flatMap(compareRooms)];
for (const problem of problems) process.stdout.write(`docs/architecture.md: ${problem}\n`);
process.exit(problems.length === 0 ? 0 : 1);

function listMissingFolders(): readonly string[] {
  return ['apps', 'packages']
    .flatMap((group) => readdirSync(group).map((name) => `${group}/${name}`))
    .filter((folder) => !page.includes(`\n| \`${folder}\``))
    .map((folder) => `the table of folders has no row of ${folder}`);
}

/** Rules about files outside every room name the folder and its rooms: `^packages/hub/src/((repo|client)/|index\.ts$)`. */
function compareRooms({ from }: Rule): readonly string[] {
  const [, folder, rooms] = /^\^(.+)\/\(\((.+)\)\/\|index/.exec(from.pathNot ?? '') ?? [];
  if (folder === undefined || rooms === undefined) return [];
  const name = folder.replace(/^packages\//, '').replace(/\/src$/, '');
  const row = page.split('\n').find((line) => line.startsWith(`| \`${name}\``));
  if (row === undefined) return [`the table of rooms has no row of ${name}`];
  const wanted = rooms.replaceAll('|', ' → ');
  const found = row
    .split('|')[2]
    ?.replaceAll(/\([^)]*\)/g, '')
    .replaceAll(/[`\s]/g, '')
    .replaceAll('→', ' → ');
  return found === wanted ? [] : [`the rooms of ${name} are ${wanted}, and the table says ${found}`];
}
