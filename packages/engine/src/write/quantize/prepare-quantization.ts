import { existsSync, realpathSync } from 'node:fs';
import { join } from 'node:path';
import { AppError } from '@lamina/errors';
import { type DigestOptions, digestGraph, type ModelLookup, type OpenedModel, openModel, PLAN_FILE, precisionOf } from '@lamina/models';
import { findDataSizeBytes, type Graph, type Model } from '@lamina/onnx';
import { type Change, NOTHING_REMOVED, removesNothing, type WeightPrecision } from '@lamina/plans';
import { halveWeights, type PlannedModel, quantizeProducts, quantizeWeights } from '@lamina/surgery';
import { jsonFile, type PlannedFile, type PreparedWrite } from '../planned-write.ts';
import { planDescriptions } from '../prune/plan-descriptions.ts';
import { checkElsewhere } from '../write-folder.ts';
import { placeWeights } from './place-weights.ts';

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

export const QUANTIZATION_FILE = 'quantization.json';
const GRAPH_PATH = 'onnx/model.onnx';

interface QuantizationSettings {
  readonly precision: WeightPrecision;
  readonly blockSize: number;
  readonly symmetric: boolean;
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
