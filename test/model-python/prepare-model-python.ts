import { join } from 'node:path';
import { preparePython } from '../prepare-python.ts';

/**
 * The Python that loads models (PyTorch, transformers, ONNX Runtime, llama.cpp and the tools of requirements.txt), created once in the cache folder.
 * Every check and benchmark that needs one of them uses it. Returns its folder and executable, or the reason why this machine cannot have it.
 */
export function prepareModelPython(cache: string): { readonly folder: string; readonly executable: string } | string {
  const [requirements, bare] = ['requirements.txt', 'requirements-no-deps.txt'].map((name) => join(import.meta.dirname, name)) as [
    string,
    string,
  ];
  const folder = join(cache, 'model-python');
  const problem = preparePython(folder, { requirements, bare });
  return problem ?? { folder, executable: join(folder, 'bin', 'python') };
}
