import { existsSync, mkdirSync, realpathSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { AppError, getAt } from '@lamina/errors';
import { findDataSizeBytes, type Graph } from '@lamina/onnx';
import { NOTHING_REMOVED, type WeightPrecision } from '@lamina/plans';
import { PLAN_FILE } from '../../certify/prune-plan.ts';
import { precisionOf } from '../../model/facts/model-facts.ts';
import type { DigestOptions } from '../../model/files/digest-file.ts';
import { digestGraph } from '../../model/files/graph-bytes.ts';
import { type ModelLookup, openModel } from '../../model/open/open-model.ts';
import type { Progress } from '../../progress/progress.ts';
import { checkElsewhere } from '../check-elsewhere.ts';
import { digestWritten } from '../digest-written.ts';
import { replaceFolder } from '../output-folder.ts';
import { jsonFile, planDescriptions } from '../prune/plan-descriptions.ts';
import { type WrittenFile, writeFiles } from '../write-files.ts';
import { placeWeights } from './place-weights.ts';
import { planQuantization, type QuantizationSettings } from './plan-quantization.ts';

export interface QuantizeOptions extends ModelLookup {
  readonly model: string;
  readonly precision: WeightPrecision;
  /** The folder to write: new, empty, or an earlier quantized model, which is replaced. */
  readonly out: string;
  /** The number of weights that share a scale: a power of two, at least 16, default 32. */
  readonly blockSize?: number | undefined;
  /** By default each block also stores the code that stands for 0, which loses less. If true, the middle code stands for 0. */
  readonly symmetric?: boolean;
  /** The folder in which digests of carried files are kept. */
  readonly digests?: DigestOptions;
}

/** What a quantized model is made of. It is stored beside the model as quantization.json. */
export interface QuantizationRecord {
  readonly format: 'lamina-quantization@1';
  readonly parent: { readonly name: string; readonly graphSha256: string; readonly precision: string };
  readonly precision: WeightPrecision;
  /** Null for fp16 and w8a8. */
  readonly blockSize: number | null;
  readonly symmetric: boolean | null;
  /** The number of weights in the new form; all others are unchanged. */
  readonly weightCount: number;
  readonly bytesBefore: number;
  readonly bytesAfter: number;
}

export interface QuantizeResult extends QuantizationRecord {
  readonly files: readonly WrittenFile[];
  /** The digest of onnx/model.onnx as written. */
  readonly graphSha256: string;
}

export const QUANTIZATION_FILE = 'quantization.json';
const GRAPH_PATH = 'onnx/model.onnx';

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
  const { precision, blockSize = 32, symmetric = false } = options;
  if (blockSize < 16 || !Number.isInteger(Math.log2(blockSize)))
    throw new AppError('BAD_USER_INPUT', `blocks of ${blockSize} weights are not possible; choose 16, 32, 64, 128 or 256`);
  yield { phase: 'prepare', done: 0, total: 1, note: 'reading the graph' };
  const opened = openModel(options.model, options);
  checkElsewhere(opened, options.out);
  const settings: QuantizationSettings = { precision, blockSize, symmetric };
  const planned = planQuantization(opened.mapped.model, opened.mapped.weightFolder, settings);
  const placed = placeWeights(opened, planned, `${GRAPH_PATH}_data`);
  const kept = opened.structure.blocks.map(({ index }) => index);
  const described = planDescriptions(opened, {
    kept,
    blocksBefore: kept.length,
    removal: NOTHING_REMOVED,
    onnx: { graph: placed.model, dataFiles: 1 },
  });
  const hasBlocks = precision === 'int8' || precision === 'int4';
  const record: QuantizationRecord = {
    format: 'lamina-quantization@1',
    parent: {
      name: opened.source.name,
      graphSha256: digestGraph(opened.mapped.model, realpathSync(opened.source.path)),
      precision: precisionOf(opened.mapped.model.graph),
    },
    precision,
    blockSize: hasBlocks ? blockSize : null,
    symmetric: hasBlocks ? symmetric : null,
    weightCount: planned.groups.length,
    bytesBefore: countBytes(opened.mapped.model.graph),
    bytesAfter: countBytes(placed.model.graph),
  };
  const plan = join(opened.source.folder, PLAN_FILE);
  const files = await replaceFolder(resolve(options.out), holdsRecord, async (folder) => {
    mkdirSync(join(folder, 'onnx'));
    const graph = { path: GRAPH_PATH, kind: 'graph', model: placed.model, source: realpathSync(opened.source.path) } as const;
    const carried = existsSync(plan) ? [{ path: PLAN_FILE, kind: 'copy', from: plan } as const] : [];
    const planned = [graph, placed.file, ...described.files, ...carried, jsonFile(QUANTIZATION_FILE, record)];
    return await digestWritten(folder, await writeFiles(folder, planned, options.digests ?? {}));
  });
  yield { phase: 'write', done: 1, total: 1 };
  return { ...record, files, graphSha256: getAt(files, 0).sha256 };
}

function holdsRecord(folder: string): boolean {
  return existsSync(join(folder, QUANTIZATION_FILE));
}

function countBytes({ initializers }: Graph): number {
  // Tensors of strings have no size of their own, and count for nothing beside weights.
  return initializers.reduce((sum, tensor) => sum + (findDataSizeBytes(tensor) ?? 0), 0);
}
