import { existsSync, mkdirSync, realpathSync } from 'node:fs';
import { basename, join, resolve } from 'node:path';
import { AppError, getAt } from '@lamina/errors';
import {
  type DigestOptions,
  digestGraph,
  type ModelLookup,
  type OpenedModel,
  openModel,
  PLAN_FILE,
  type Progress,
  precisionOf,
  readWeightValues,
} from '@lamina/models';
import { findDataSizeBytes, type Graph, type Model, type Tensor } from '@lamina/onnx';
import { type Change, NOTHING_REMOVED, removesNothing, type WeightPrecision } from '@lamina/plans';
import { halveWeights, type PlannedModel, quantizeProducts, quantizeWeights } from '@lamina/surgery';
import { jsonFile, type PlannedFile, type PreparedWrite, planCopy, type WeightPiece } from '../planned-write.ts';
import { planDescriptions } from '../prune/plan-descriptions.ts';
import { checkElsewhere, digestWritten, replaceFolder, type WrittenFile, writeFiles } from '../write-folder.ts';

export interface QuantizeOptions extends ModelLookup {
  readonly model: string;
  /** Removes nothing: a model loses units first, and bits then. */
  readonly change: Change<never> & { readonly precision: WeightPrecision };
  /** The folder to write: new, empty, or an earlier quantized model, which is replaced. */
  readonly out: string;
  /** The number of weights that share a scale: a power of two, at least 16, default 32. */
  readonly blockSize?: number | undefined;
  /** Each block also stores the code of 0 by default, which loses less. If true, the middle code means 0. */
  readonly symmetric?: boolean;
  /** The folder in which digests of carried files are kept. */
  readonly digests?: DigestOptions;
}

/** The source of a quantized model. It is stored beside the model as quantization.json. */
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

const QUANTIZATION_FILE = 'quantization.json';
const GRAPH_PATH = 'onnx/model.onnx';
// The width of a vector load. ONNX Runtime maps weights at any offset.
const ALIGNMENT_BYTES = 64;

interface QuantizationSettings {
  readonly precision: WeightPrecision;
  readonly blockSize: number;
  readonly symmetric: boolean;
}

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

/** Everything of a quantized model. Nothing is written yet. */
interface PreparedQuantization {
  readonly write: PreparedWrite;
  readonly record: QuantizationRecord;
}

/** @throws AppError as quantizeModel does before it writes */
export function prepareQuantization(options: QuantizeOptions): PreparedQuantization {
  const { change, blockSize = 32, symmetric = false } = options;
  const { precision } = change;
  if (!removesNothing(change.remove)) throw new AppError('BAD_USER_INPUT', 'prune the model first, and quantize the written folder');
  if (blockSize < 16 || !Number.isInteger(Math.log2(blockSize)))
    throw new AppError('BAD_USER_INPUT', `blocks of ${blockSize} weights are not possible; choose 16, 32, 64, 128 or 256`);
  const opened = openModel(options.model, options);
  checkElsewhere(opened, options.out);
  const planned = planQuantization(opened.mapped.model, { precision, blockSize, symmetric });
  const placed = placeWeights(opened, planned, `${GRAPH_PATH}_data`);
  const kept = opened.structure.blocks.map(({ index }) => index);
  const units = { kept, blocksBefore: kept.length, removal: NOTHING_REMOVED };
  const described = planDescriptions(opened, { ...units, onnx: { graph: placed.model, dataFiles: 1 }, tokens: null });
  const record = describeQuantization(opened, planned, { precision, blockSize, symmetric, after: placed.model.graph });
  const graph = { path: GRAPH_PATH, kind: 'graph', model: placed.model, source: realpathSync(opened.source.path) } as const;
  const others = [...described.files, ...carryPlan(opened), jsonFile(QUANTIZATION_FILE, record)];
  return {
    record,
    write: {
      parent: opened,
      format: 'onnx',
      removal: NOTHING_REMOVED,
      graph: placed.model.graph,
      others,
      weights: [graph, placed.file],
      notes: described.notes,
    },
  };
}

/** Plans the new weights of a model. */
function planQuantization(model: Model, { precision, blockSize, symmetric }: QuantizationSettings): PlannedModel {
  if (precision === 'fp16') return halveWeights(model);
  if (precision === 'w8a8') return quantizeProducts(model);
  return quantizeWeights(model, { bits: precision === 'int4' ? 4 : 8, blockSize, symmetric });
}

function describeQuantization(
  opened: OpenedModel,
  { weights }: PlannedModel,
  { precision, blockSize, symmetric, after }: QuantizationSettings & { readonly after: Graph },
): QuantizationRecord {
  const hasBlocks = precision === 'int8' || precision === 'int4';
  const { graph } = opened.mapped.model;
  return {
    format: 'lamina-quantization@1',
    parent: { name: opened.source.name, graphSha256: digestGraph(opened), precision: precisionOf(graph) },
    precision,
    blockSize: hasBlocks ? blockSize : null,
    symmetric: hasBlocks ? symmetric : null,
    weightCount: weights.length,
    bytesBefore: countBytes(graph),
    bytesAfter: countBytes(after),
  };
}

/** A pruned parent's plan stays with the model. */
function carryPlan({ source }: OpenedModel): readonly PlannedFile[] {
  const from = join(source.folder, PLAN_FILE);
  return existsSync(from) ? [{ path: PLAN_FILE, kind: 'copy', from }] : [];
}

function countBytes({ initializers }: Graph): number {
  // Tensors of strings have no size of their own, and count for nothing beside weights.
  return initializers.reduce((sum, tensor) => sum + (findDataSizeBytes(tensor) ?? 0), 0);
}

/** The model with every weight in a file placed in one new file beside it, and that file. Weights that stay as they are come first, then the new ones. */
function placeWeights(
  { mapped }: OpenedModel,
  { model, weights }: PlannedModel,
  location: string,
): { readonly model: Model; readonly file: PlannedFile } {
  const pieces: WeightPiece[] = [];
  const places = new Map<string, number>();
  const nextPlace = (): number => {
    const last = pieces.at(-1);
    return last ? Math.ceil((last.at + last.sizeBytes) / ALIGNMENT_BYTES) * ALIGNMENT_BYTES : 0;
  };
  const made = new Set(weights.flatMap(({ tensors }) => tensors.map(({ name }) => name)));
  for (const { name, data } of model.graph.initializers) {
    if (data.kind !== 'external' || made.has(name) || data.sizeBytes === null) continue;
    const at = nextPlace();
    pieces.push(planCopy(mapped, { ...data, sizeBytes: data.sizeBytes }, at));
    places.set(name, at);
  }
  for (const { source, tensors, round } of weights) {
    // The tensors of one weight are made together and written one after the other.
    let bytes: readonly Uint8Array[] = [];
    for (const [index, tensor] of tensors.entries()) {
      const isLast = index === tensors.length - 1;
      const take = (): readonly Uint8Array[] => {
        if (index === 0) bytes = round(readWeightValues(source, mapped.weights));
        const made = getAt(bytes, index);
        if (isLast) bytes = [];
        return [made];
      };
      const at = nextPlace();
      pieces.push({ make: take, sizeBytes: sizeOf(tensor), at });
      places.set(tensor.name, at);
    }
  }
  const initializers = model.graph.initializers.map((tensor) => {
    const offset = places.get(tensor.name);
    return offset === undefined || tensor.data.kind !== 'external'
      ? tensor
      : { ...tensor, data: { ...tensor.data, location: basename(location), offset } };
  });
  return { model: { ...model, graph: { ...model.graph, initializers } }, file: { path: location, kind: 'ranges', ranges: pieces } };
}

function sizeOf({ name, data }: Tensor): number {
  if (data.kind !== 'external' || data.sizeBytes === null) throw new Error(`${name} is not planned for a file`);
  return data.sizeBytes;
}
