import { spawnSync } from 'node:child_process';
import { existsSync, readdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

const HARNESS = 'lm-eval[hf]==0.4.13';

/**
 * lm-evaluation-harness beside the packages of the environment that test:reference makes: torch is installed once. Null where Python cannot
 * be prepared.
 */
export function prepareHarness(cache: string): string | null {
  const venv = join(cache, '.venv-lm-eval');
  const executable = join(venv, 'bin/python');
  const isReady = (): boolean => spawnSync(executable, ['-c', 'import lm_eval, torch']).status === 0;
  if (existsSync(executable) && isReady()) return executable;
  const base = join(cache, '.venv-smollm2');
  const [version] = existsSync(join(base, 'lib')) ? readdirSync(join(base, 'lib')) : [];
  if (version === undefined || spawnSync(join(base, 'bin/python'), ['-m', 'venv', venv]).status !== 0) return null;
  writeFileSync(join(venv, 'lib', version, 'site-packages', 'reference.pth'), `${join(base, 'lib', version, 'site-packages')}\n`);
  spawnSync(executable, ['-m', 'pip', 'install', '--quiet', HARNESS], { stdio: ['ignore', 2, 2] });
  return isReady() ? executable : null;
}
