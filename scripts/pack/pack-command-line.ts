import { cpSync, mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { archive, DIST, listNativeLibraries, readPackage, versionOf } from './archive.ts';
import { bundlePrograms } from './bundle-programs.ts';
import { requireRuntime } from './pack-runtime.ts';

const FOLDER = join(DIST, 'lamina');
const PROGRAMS = {
  'apps/cli/src/main.ts': 'main',
  'apps/scorer/src/main.ts': 'scorer',
  'apps/scorer/src/inference/inference-child.ts': 'inference-child',
  'packages/engine/src/speed/efficiency-child.ts': 'efficiency-child',
  'packages/engine/src/write/digest-worker.ts': 'digest-worker',
  'apps/platform/src/main.ts': 'platform',
} as const;
const MATERIAL = [
  'models/benchmarks',
  'models/calibration',
  'models/lamina-llama-8',
  'models/published',
  'models/texts',
  'prisma',
] as const;

/**
 * Packs `lamina-llm`: command line, worker and the start of a platform in one bundle, with the benchmarks, the calibration text and the smallest bundled
 * model. Native libraries are its dependencies.
 */
export async function packCommandLine(): Promise<string> {
  await bundlePrograms(PROGRAMS, FOLDER);
  mkdirSync(join(FOLDER, 'bin'), { recursive: true });
  cpSync('apps/platform/src/run-child.mjs', join(FOLDER, 'apps/platform/src/run-child.mjs'));
  cpSync('apps/cli/bin/hand-over.mjs', join(FOLDER, 'bin/hand-over.mjs'));
  cpSync('scripts/pack/lamina.mjs', join(FOLDER, 'bin/lamina.mjs'));
  cpSync('scripts/pack/README.md', join(FOLDER, 'README.md'));
  for (const path of MATERIAL) cpSync(path, join(FOLDER, path), { recursive: true });
  return archive(FOLDER, {
    name: 'lamina-llm',
    description: 'Measures which layers of a language model are redundant, removes them, and measures what the removal costs.',
    // `npx lamina-llm` finds it wherever it is installed; `lamina` on npm is another project.
    bin: { lamina: 'bin/lamina.mjs', 'lamina-llm': 'bin/lamina.mjs' },
    dependencies: {
      node: versionOf('node', '.'),
      'onnxruntime-node': requireRuntime(),
      ...listNativeLibraries(),
      '@lamina/platform': readPackage('apps/cli').version,
    },
  });
}
