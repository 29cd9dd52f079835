import { cpSync, mkdirSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join, resolve } from 'node:path';
import { DIST, readPackage } from './archive.ts';
import { runProgram } from './run-program.ts';

/** The name under which ONNX Runtime is published again. */
const RUNTIME = '@lamina/onnxruntime';
const FOLDER = join(DIST, 'onnxruntime');

/**
 * Packs ONNX Runtime as it is, without its step after installation, which downloads CUDA from a server beside the npm registry and fails where that is not
 * reachable. `lamina-llm` depends on it under the name `onnxruntime-node`.
 */
export function packRuntime(): string {
  const source = dirname(createRequire(resolve('packages/engine/package.json')).resolve('onnxruntime-node/package.json'));
  const { version, dependencies = {} } = readPackage(source);
  mkdirSync(FOLDER, { recursive: true });
  for (const part of ['bin', 'dist', 'README.md']) cpSync(join(source, part), join(FOLDER, part), { recursive: true });
  const facts = {
    name: RUNTIME,
    version,
    license: 'MIT',
    description: 'onnxruntime-node without a step after installation; for CUDA use onnxruntime-node.',
    repository: 'github:microsoft/onnxruntime',
    main: 'dist/index.js',
    types: 'dist/index.d.ts',
    os: ['win32', 'darwin', 'linux'],
    // The other dependencies download.
    dependencies: { 'onnxruntime-common': dependencies['onnxruntime-common'] },
  };
  writeFileSync(join(FOLDER, 'package.json'), `${JSON.stringify(facts, null, 2)}\n`);
  runProgram('npm', ['pack', `./${FOLDER}`, '--silent', '--pack-destination', DIST]);
  return join(DIST, `lamina-onnxruntime-${version}.tgz`);
}

/** How a package names it among its dependencies. */
export function requireRuntime(): string {
  const { dependencies = {} } = readPackage('packages/engine');
  return `npm:${RUNTIME}@${dependencies['onnxruntime-node']}`;
}
