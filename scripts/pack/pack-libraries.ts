import { cpSync, mkdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { archive, DIST, readPackage } from './archive.ts';
import { runProgram } from './run-program.ts';

/** Packages of the workspace that are published as libraries, with their descriptions. */
export const LIBRARIES = {
  errors: 'The error class of the libraries of Lamina, and lookups that throw.',
  onnx: 'Reads and writes ONNX models; weights stay in their files.',
  plans: 'Removals of blocks, attentions and MLPs as data, and pruning plans in the formats of other tools.',
  checkpoints: 'Reads safetensors and GGUF checkpoints of language models, and builds their ONNX graphs.',
  surgery: 'Finds the blocks of ONNX decoders by data flow, and removes blocks, attentions and MLPs.',
  metrics: 'Metrics of redundant blocks in language models, with their statistics.',
} as const;
const NAMES = Object.keys(LIBRARIES);
const COMPILED = resolve(DIST, 'libraries');
const API_DOCS = 'scripts/pack/api-docs';

/** Packs each library as JavaScript with declarations, its README and a description of its API, and returns the paths of the archives. */
export function packLibraries(): readonly string[] {
  compile();
  runProgram(
    resolve(API_DOCS, 'node_modules/.bin/typedoc'),
    [...NAMES.map((name) => resolve('packages', name)), '--out', join(COMPILED, 'docs')],
    API_DOCS,
  );
  return Object.entries(LIBRARIES).map(([name, description]) => packLibrary(name, description));
}

/** Compiles what the libraries export, and what that imports: no test and no fixture. */
function compile(): void {
  mkdirSync(COMPILED, { recursive: true });
  const compilerOptions = {
    noEmit: false,
    // A folder that was emptied must be filled again.
    incremental: false,
    tsBuildInfoFile: null,
    declaration: true,
    rewriteRelativeImportExtensions: true,
    rootDir: resolve('packages'),
    outDir: '.',
    // Through node_modules, each would also be an external library. TypeScript 7.0 then leaves out files, a different number in each run.
    paths: { '@lamina/*': [resolve('packages/*/src/index.ts')] },
  };
  const files = NAMES.map((name) => resolve('packages', name, 'src/index.ts'));
  writeFileSync(join(COMPILED, 'tsconfig.json'), JSON.stringify({ extends: resolve('tsconfig.json'), compilerOptions, files }));
  runProgram('tsc', ['-p', COMPILED]);
}

function packLibrary(name: string, description: string): string {
  const folder = join(DIST, name);
  mkdirSync(folder, { recursive: true });
  renameSync(join(COMPILED, name, 'src'), join(folder, 'lib'));
  cpSync(join('packages', name, 'README.md'), join(folder, 'README.md'));
  const api = readFileSync(join(COMPILED, 'docs/@lamina', `${name}.md`), 'utf8');
  // npm installs the libraries side by side.
  writeFileSync(join(folder, 'API.md'), api.replaceAll(/\]\((\w+)\.md#/g, '](../$1/API.md#'));
  return archive(folder, {
    name: `@lamina/${name}`,
    description,
    // Half floats and iterator helpers.
    engines: { node: '>=24' },
    exports: { types: './lib/index.d.ts', default: './lib/index.js' },
    sideEffects: false,
    dependencies: listDependencies(name),
  });
}

function listDependencies(name: string): Readonly<Record<string, string>> {
  const { version, dependencies = {} } = readPackage(join('packages', name));
  return Object.fromEntries(
    Object.entries(dependencies).map(([library, required]) => [library, library.startsWith('@lamina/') ? `^${version}` : required]),
  );
}
