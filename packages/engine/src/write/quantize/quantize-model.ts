import { existsSync, mkdirSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { getAt } from '@lamina/errors';
import type { Progress } from '@lamina/models';
import { digestWritten, replaceFolder, type WrittenFile, writeFiles } from '../write-folder.ts';
import { prepareQuantization, QUANTIZATION_FILE, type QuantizationRecord, type QuantizeOptions } from './prepare-quantization.ts';

export interface QuantizeResult extends QuantizationRecord {
  readonly files: readonly WrittenFile[];
  /** The digest of onnx/model.onnx as written. */
  readonly graphSha256: string;
}

/**
 * Writes a model with its weights in another precision: fp16 (stored as float16, computed as before), int8 or int4 (com.microsoft.MatMulNBits: only
 * weights, rounded to nearest in blocks), or w8a8 (com.microsoft.DynamicQuantizeMatMul: weights by columns, and activations while it runs).
 *
 *     MatMul(x, W: float32)     becomes     MatMul(x, Cast(W: float16)),  MatMulNBits(x, codes, scales)  or  DynamicQuantizeMatMul(x, codes, scales)
 *
 * The result is a model folder like any other: it can be inspected, scored, evaluated, measured and pruned. The new form of a weight depends on that
 * weight alone. So quantizing before or after pruning the same blocks gives models of equal numbers; only the scores that choose the blocks can differ.
 * The folder appears whole or not at all. Memory holds one weight at a time.
 *
 * @throws AppError as openModel does; BAD_USER_INPUT for a block size that is not allowed, or a model without weights to quantize; MODEL_UNSUPPORTED
 * for weights beyond float16; CONFLICT where `out` is taken; DISK_FULL; FORBIDDEN.
 */
export async function* quantizeModel(options: QuantizeOptions): AsyncGenerator<Progress, QuantizeResult> {
  yield { phase: 'prepare', done: 0, total: 1, note: 'reading the graph' };
  const { write, record } = prepareQuantization(options);
  const files = await replaceFolder(resolve(options.out), holdsRecord, async (folder) => {
    mkdirSync(join(folder, 'onnx'));
    return await digestWritten(folder, await writeFiles(folder, [...write.weights, ...write.others], options.digests ?? {}));
  });
  yield { phase: 'write', done: 1, total: 1 };
  return { ...record, files, graphSha256: getAt(files, 0).sha256 };
}

function holdsRecord(folder: string): boolean {
  return existsSync(join(folder, QUANTIZATION_FILE));
}
