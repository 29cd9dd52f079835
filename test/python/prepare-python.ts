import { spawnSync } from 'node:child_process';
import { join } from 'node:path';
import { preparePython } from '../prepare-python.ts';

/** Folder with the executables of a Python that has the client (installed from its folder) and the tools that check it. */
export interface ClientPython {
  readonly bin: string;
}

/**
 * Creates a virtual environment in the cache folder, once for each set of versions; the client is installed again at every call, with pip as users
 * do. Returns the reason why this machine cannot have one.
 */
export function prepareClientPython(cache: string, client: string): ClientPython | string {
  const folder = join(cache, 'client-python');
  const problem = preparePython(folder, { requirements: join(import.meta.dirname, 'requirements.txt') });
  if (problem !== null) return problem;
  const bin = join(folder, 'bin');
  const args = ['-m', 'pip', 'install', '--quiet', '--disable-pip-version-check', '--no-build-isolation', '--no-deps'];
  // stdout belongs to the counts.
  const { status } = spawnSync(join(bin, 'python'), [...args, '--force-reinstall', '--editable', client], { stdio: ['ignore', 2, 2] });
  return status === 0 ? { bin } : `the client at ${client} could not be installed`;
}
