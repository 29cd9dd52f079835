import { spawnSync } from 'node:child_process';
import { existsSync, readdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { prepareModelPython } from './model-python/prepare-model-python.ts';

const HARNESS = 'lm-eval[hf]==0.4.13';

/** lm-evaluation-harness beside the packages of the Python that loads models, so that torch is installed once. Null if Python cannot be prepared. */
export function prepareHarness(cache: string): string | null {
  const base = prepareModelPython(cache);
  if (typeof base === 'string') return null;
  const venv = join(cache, 'harness-python');
  const executable = join(venv, 'bin/python');
  const isReady = (): boolean => spawnSync(executable, ['-c', 'import lm_eval, torch']).status === 0;
  if (existsSync(executable) && isReady()) return executable;
  const [version] = readdirSync(join(base.folder, 'lib'));
  if (version === undefined || spawnSync(base.executable, ['-m', 'venv', venv]).status !== 0) return null;
  writeFileSync(join(venv, 'lib', version, 'site-packages', 'reference.pth'), `${join(base.folder, 'lib', version, 'site-packages')}\n`);
  spawnSync(executable, ['-m', 'pip', 'install', '--quiet', HARNESS], { stdio: ['ignore', 2, 2] });
  return isReady() ? executable : null;
}
