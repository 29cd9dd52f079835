import { spawnSync } from 'node:child_process';
import { statSync } from 'node:fs';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { buildTinyDecoder, createTemporaryFolder, writeModelFolder } from '@lamina/test-utils/models';

/**
 * Memory for scoring, whole and block by block, on a generated model of twelve equal blocks. Prints the peak resident memory of each run, the size of
 * the weights, and the difference between the two results.
 */
interface Run {
  readonly peakBytes: number;
  readonly mean: readonly number[];
  readonly nllPerWindow: readonly number[];
}

const { values } = parseArgs({ options: { hidden: { type: 'string', default: '2048' } } });
const temporary = createTemporaryFolder();
try {
  const model = buildTinyDecoder({ norm: 'pre', blocks: 12, hidden: Number(values.hidden), vocabulary: 512 });
  const folder = writeModelFolder(temporary.path, model, { tokenizer: false });
  const weightBytes = statSync(join(folder, 'onnx', 'model.onnx')).size;
  const whole = score(folder, 'whole');
  const byBlock = score(folder, 'block-by-block');
  print(`weights ${megabytes(weightBytes)}`);
  print(`whole: peak ${megabytes(whole.peakBytes)}, ${(whole.peakBytes / weightBytes).toFixed(2)} of the weights`);
  print(`block by block: peak ${megabytes(byBlock.peakBytes)}, ${(byBlock.peakBytes / weightBytes).toFixed(2)} of the weights`);
  print(
    `largest difference: block influence ${largestGap(whole.mean, byBlock.mean)}, loss ${largestGap(whole.nllPerWindow, byBlock.nllPerWindow)}`,
  );
} finally {
  temporary.remove();
}

function score(folder: string, form: string): Run {
  const child = spawnSync(process.execPath, [join(import.meta.dirname, 'score-child.ts'), folder, form], {
    encoding: 'utf8',
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  if (child.status !== 0) throw new Error(`scoring ${form} failed with exit code ${child.status}`);
  return JSON.parse(child.stdout) as Run;
}

function largestGap(a: readonly number[], b: readonly number[]): string {
  return Math.max(...a.map((value, index) => Math.abs(value - (b[index] ?? Number.NaN)))).toExponential(1);
}

function megabytes(bytes: number): string {
  return `${(bytes / 1e6).toFixed(0)} MB`;
}

function print(line: string): void {
  process.stdout.write(`${line}\n`);
}
