import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { readFileSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { LIBRARIES } from '../../scripts/pack/pack-libraries.ts';
import type { Checks } from '../e2e/checks.ts';

/** A program that starts with the comment `// example.mjs`, and the next block of text, which is its output. */
const EXAMPLE = /^```js\n(?<program>\/\/ example\.mjs\n[\s\S]*?)^```$[\s\S]*?^```text\n(?<output>[\s\S]*?)^```$/m;

/** Uses the libraries that are installed in a folder: they run the examples of their READMEs, and type-check with their declarations. */
export async function checkLibraries(checks: Checks, folder: string): Promise<void> {
  for (const name of Object.keys(LIBRARIES))
    await checks.check(`the example of @lamina/${name} prints what its README says`, async () => runExample(folder, name));
  await checks.check('the declarations of all libraries pass the compiler without skipLibCheck', async () => checkTypes(folder));
}

function runExample(folder: string, name: string): void {
  const { groups } = EXAMPLE.exec(readFileSync(join(folder, 'node_modules/@lamina', name, 'README.md'), 'utf8')) ?? {};
  assert.ok(groups?.program, 'the README has no example');
  writeFileSync(join(folder, 'example.mjs'), groups.program);
  // The libraries need Node 24, which runs this test.
  assert.equal(run(process.execPath, ['example.mjs'], folder), groups.output);
}

function checkTypes(folder: string): void {
  const compilerOptions = { noEmit: true, strict: true, skipLibCheck: false, target: 'es2024', module: 'nodenext', types: [] };
  writeFileSync(join(folder, 'tsconfig.json'), JSON.stringify({ compilerOptions, files: ['every-library.mts'] }));
  const lines = Object.keys(LIBRARIES).map((name) => `export * as ${name} from '@lamina/${name}';\n`);
  writeFileSync(join(folder, 'every-library.mts'), lines.join(''));
  run(resolve('node_modules/.bin/tsc'), ['-p', '.'], folder);
}

/** stdout of a program; throws its output if it fails. */
function run(program: string, args: readonly string[], cwd: string): string {
  const { status, stdout, stderr } = spawnSync(program, args, { cwd, encoding: 'utf8' });
  assert.equal(status, 0, `${stdout}${stderr}`);
  return stdout;
}
