import { existsSync, mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, dirname, join, resolve } from 'node:path';
import { parseArgs } from 'node:util';
import { endSuite } from '../../scripts/count-line.ts';
import { checkLoading, type LoadCounts } from './check-loading.ts';
import { type FuzzReport, fuzzFile } from './fuzz-file.ts';

/** Small checkpoints of the tests. */
const CHECKPOINTS = [
  'packages/engine/fixtures/tiny-gguf/whole/model.gguf',
  'packages/engine/fixtures/tiny-checkpoint/model-00001-of-00002.safetensors',
  'packages/checkpoints/fixtures/tokenizers/spm.model',
].map((path) => resolve(path));

/**
 * Reads malformed files, finds blocks, removes one, writes and reads again: seeded mutations of ONNX models, GGUF and safetensors files and a
 * SentencePiece vocabulary, in separate processes.
 * `--count` is the total number of mutations, `--seed` selects others. Ends with `N passed, M failed`, one per file.
 */
const { values } = parseArgs({
  options: { count: { type: 'string', default: '20000' }, seed: { type: 'string', default: '1' }, keep: { type: 'string', default: '50' } },
});
const seed = Number(values.seed);
const folder = mkdtempSync(join(tmpdir(), 'lamina-fuzz-'));
const files = listFiles();
const share = Math.ceil(Number(values.count) / files.length);
let failed = 0;
try {
  await Promise.all(files.map(fuzz));
} finally {
  rmSync(folder, { recursive: true, force: true });
}
endSuite({ passed: files.length - failed, failed });

async function fuzz(path: string): Promise<void> {
  const name = nameOf(path);
  const report = await fuzzFile({ path, seed, count: share, folder: join(folder, name), keepEvery: Number(values.keep) });
  const loads = checkLoading(join(folder, name), readdirSync(join(folder, name)));
  if (report.problems.length + loads.spoilt.length > 0) failed += 1;
  print(name, report, loads);
}

/** `lamina-llama-12` of an ONNX model, the file with its folder of another. */
function nameOf(path: string): string {
  if (!path.endsWith('.onnx')) return `${basename(dirname(path))}-${basename(path)}`;
  return path.includes('/onnx/') ? basename(dirname(dirname(path))) : basename(dirname(path));
}

function listFiles(): readonly string[] {
  return [...listModels(), ...CHECKPOINTS];
}

/** The reference models if they exist, else the bundled models. */
function listModels(): readonly string[] {
  const zoo = join(resolve(process.env.LAMINA_REFERENCE ?? '../shared/reference'), 'zoo');
  if (existsSync(zoo)) return ['llama', 'llama_genai_int4', 'gpt2_ort_optimized'].map((name) => join(zoo, name, 'model.onnx'));
  return ['lamina-llama-12', 'lamina-opt-12'].map((name) => resolve('models', name, 'onnx/model.onnx'));
}

function print(name: string, report: FuzzReport, loads: LoadCounts): void {
  const write = (line: string): void => void process.stdout.write(`${line}\n`);
  write(`\n— ${name}: ${report.count} mutations of seed ${seed}`);
  write(`  valid ${report.valid}, refused ${report.count - report.valid - report.problems.length}, wrong ${report.problems.length}`);
  write(`  refusals: ${[...report.refusals].map(([what, count]) => `${what} ${count}`).join(', ')}`);
  write(`  slowest ${report.slowestMs.toFixed(0)} ms of processor time, largest process ${report.peakMb.toFixed(0)} MB`);
  if (loads.loaded + loads.refused + loads.crashed > 0)
    write(
      `  sampled prunings in ONNX Runtime: ${loads.loaded} load, ${loads.refused} refused, ${loads.crashed} end the process that tries`,
    );
  for (const spoilt of loads.spoilt.slice(0, 10)) write(`  WRONG loads before a block is removed and not after: ${spoilt}`);
  for (const problem of report.problems.slice(0, 10)) write(`  WRONG mutation ${problem.index} (${problem.name}), ${problem.what}`);
}
