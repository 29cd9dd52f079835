import { spawnSync } from 'node:child_process';
import { join } from 'node:path';

/** ONNX Runtime's results for sampled prunings. */
export interface LoadCounts {
  readonly loaded: number;
  readonly refused: number;
  /** Files that end the process that loads them. */
  readonly crashed: number;
  /** Prunings that are refused although their source file loads, with ONNX Runtime's message. */
  readonly spoilt: readonly string[];
}

/**
 * Loads every sampled file (`N.onnx`) and its pruning (`N.pruned.onnx`) of a folder with ONNX Runtime, in separate processes: a hostile file may end
 * its process. A file that is invalid before the pruning may be invalid after it; a file that loads must load after it too.
 */
export function checkLoading(folder: string, names: readonly string[]): LoadCounts {
  const prunings = names.filter((name) => name.endsWith('.pruned.onnx'));
  const words = loadAll(prunings.flatMap((name) => [name, sourceOf(name)]).map((name) => join(folder, name)));
  const said = (name: string): string | null => words.get(join(folder, name)) ?? null;
  return {
    loaded: prunings.filter((name) => said(name) === '').length,
    refused: prunings.filter((name) => said(name) !== '' && said(name) !== null).length,
    crashed: prunings.filter((name) => said(name) === null).length,
    spoilt: prunings.filter((name) => said(name) !== '' && said(sourceOf(name)) === '').map((name) => `${name}: ${said(name)}`),
  };
}

function sourceOf(pruning: string): string {
  return pruning.replace('.pruned.onnx', '.onnx');
}

/** Results by path: empty if a file loads, else the refusal; absent if the file ends the process. */
function loadAll(paths: readonly string[]): ReadonlyMap<string, string> {
  const words = new Map<string, string>();
  for (let left = paths; left.length > 0; ) {
    const { stdout } = spawnSync(process.execPath, [join(import.meta.dirname, 'load-worker.ts'), ...left], {
      encoding: 'utf8',
      stdio: ['ignore', 'pipe', 'ignore'],
      timeout: 600_000,
    });
    const lines = stdout.split('\n').filter((line) => line !== '');
    for (const line of lines) {
      const said = JSON.parse(line) as { path: string; loads: boolean; words: string };
      words.set(said.path, said.loads ? '' : said.words);
    }
    left = left.slice(lines.length + 1);
  }
  return words;
}
