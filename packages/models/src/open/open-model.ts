import { existsSync, realpathSync, statSync } from 'node:fs';
import { basename, dirname, isAbsolute, join, normalize, sep } from 'node:path';
import { buildCheckpoint, findLongestText, hasTablesByLength, refuseLongText } from '@lamina/checkpoints';
import { AppError, getAt } from '@lamina/errors';
import { findDataSizeBytes, type Model, type Tensor, type TensorData } from '@lamina/onnx';
import { type BlockStructure, findBlocks, flattenModel } from '@lamina/surgery';
import { findModelSource, type ModelSource } from '../locate/model-source.ts';
import type { ModelWeights } from '../weights/model-weights.ts';
import { countIdle, type ReadCheckpoint, type ReadGraph, type ReadOptions, readGraph } from './read-graph.ts';

/** A model whose graph is read and whose weights stay in their files. */
export interface OpenedModel extends ReadGraph {
  readonly source: ModelSource;
  /** The model as it was read and made plain (flattenModel). Weights inside the .onnx file are ranges of it. */
  readonly model: Model;
  readonly mapped: MappedModel;
  readonly structure: BlockStructure;
}

/** Where models are looked up by slug, and where files derived from them are kept. */
export interface ModelLookup extends ReadOptions {
  readonly roots?: readonly string[];
}

/**
 * Opens a model and finds its blocks.
 * @throws AppError FILE_NOT_FOUND, MODEL_MALFORMED, MODEL_UNSUPPORTED, EXTERNAL_DATA_MISSING, EXTERNAL_DATA_INVALID.
 */
export function openModel(reference: string, lookup: ModelLookup = {}): OpenedModel {
  const found = findModelSource(reference, lookup);
  const read = readGraph(found, lookup);
  // A GGUF file contains what other models say in config.json.
  const source = found.format === 'gguf' && read.checkpoint !== null ? { ...found, config: read.checkpoint.config } : found;
  const model = flattenModel(read.model);
  const opset = opsetOf(model);
  if (opset < 13)
    throw new AppError(
      'MODEL_UNSUPPORTED',
      `opset ${opset} is too old: blocks are measured with operators of opset 13 and later; convert the model (onnx.version_converter) or export it again`,
    );
  const { checkpoint, coded } = read;
  const mapped = mapWeights(model, { source, coded });
  return { source, model, mapped, structure: addIdle(findBlocks(mapped.model), checkpoint), checkpoint, coded };
}

/** The checkpoint from which a graph was built. @throws Error for a model of another format */
export function getCheckpoint({ checkpoint, source }: OpenedModel): ReadCheckpoint {
  if (checkpoint === null) throw new Error(`${source.path} is not a checkpoint`);
  return checkpoint;
}

/** The version of the standard operator set that a model uses; 0 where it names none. */
export function opsetOf(model: Model): number {
  // 0: a graph of operators of other domains alone.
  return model.opsets.find(({ domain }) => domain === '')?.version ?? 0;
}

/** The places of the weights, and the model in which every weight is named by its file there. */
export interface MappedModel {
  readonly model: Model;
  readonly weights: ModelWeights;
  /** The files that hold weights, as real paths, each once; none for weights that are stored as codes. */
  readonly weightFiles: readonly string[];
}

/**
 * Names every large weight by the file in which it lies. Weights inside the .onnx file become external data of that same file, so the graph can be
 * rewritten while the weights are neither read nor copied.
 *
 *     W: bytes 4096 … 8192 of model.onnx     becomes     W: external data, file model.onnx, offset 4096
 *
 * Weights that are stored as codes keep their places in the decoded file, which does not exist.
 *
 * Symbolic links (of a hub cache) are resolved: ONNX Runtime refuses to follow them out of the folder.
 *
 * @throws AppError EXTERNAL_DATA_MISSING for an absent file, EXTERNAL_DATA_INVALID for a range outside its file or a path outside the folder.
 */
export function mapWeights(model: Model, { source, coded }: Pick<OpenedModel, 'source' | 'coded'>): MappedModel {
  const { path } = source;
  if (coded !== null) return { model, weights: { folder: dirname(path), coded }, weightFiles: [] };
  const realPath = realpathSync(path);
  const folder = dirname(path);
  const files = new Map<string, string>();
  const locate = (tensor: Tensor): Tensor => {
    const { data } = tensor;
    if (data.kind !== 'range' && data.kind !== 'external') return tensor;
    const path = data.kind === 'range' ? realPath : resolveLocation(data.location, folder, tensor.name, files);
    files.set(data.kind === 'range' ? '' : data.location, path);
    return { ...tensor, data: checkRange(tensor, data, path) };
  };
  const initializers = model.graph.initializers.map(locate);
  const weightFiles = [...new Set(files.values())];
  const folders = new Set(weightFiles.map((file) => dirname(file)));
  const [weightFolder = dirname(realPath)] = folders;
  if (folders.size > 1) {
    throw new AppError(
      'EXTERNAL_DATA_INVALID',
      `the weights of ${path} lie in ${folders.size} folders (${[...folders].join(', ')}); put them beside the model`,
    );
  }
  return { model: { ...model, graph: { ...model.graph, initializers } }, weights: { folder: weightFolder, coded: null }, weightFiles };
}

function resolveLocation(location: string, folder: string, tensor: string, located: ReadonlyMap<string, string>): string {
  const seen = located.get(location);
  if (seen !== undefined) return seen;
  const clean = normalize(location);
  if (isAbsolute(clean) || clean.split(sep)[0] === '..') {
    throw new AppError(
      'EXTERNAL_DATA_INVALID',
      `weight ${tensor} points outside the model's folder (${location}); only files beside the model are read`,
    );
  }
  const path = join(folder, clean);
  if (!existsSync(path)) {
    throw new AppError(
      'EXTERNAL_DATA_MISSING',
      `the weights file ${location} is missing beside the model (${path}); download it too, or put it there`,
    );
  }
  return realpathSync(path);
}

function checkRange(tensor: Tensor, data: Extract<TensorData, { kind: 'range' | 'external' }>, path: string): TensorData {
  const fileBytes = statSync(path).size;
  const needed = findDataSizeBytes(tensor);
  const sizeBytes = data.sizeBytes ?? needed ?? fileBytes - data.offset;
  if (needed !== null && sizeBytes !== needed) {
    throw new AppError(
      'EXTERNAL_DATA_INVALID',
      `weight ${tensor.name} [${tensor.dims.join(', ')}] needs ${needed} bytes and its entry says ${sizeBytes}; export the model again`,
    );
  }
  if (data.offset + sizeBytes > fileBytes) {
    throw new AppError(
      'EXTERNAL_DATA_INVALID',
      `weight ${tensor.name} ends at byte ${data.offset + sizeBytes} of ${path}, which has ${fileBytes}; the file is cut short, download it again`,
    );
  }
  return { kind: 'external', location: basename(path), offset: data.offset, sizeBytes };
}

/** Counts parameters of blocks that graphs leave out. */
function addIdle(structure: BlockStructure, checkpoint: ReadCheckpoint | null): BlockStructure {
  if (checkpoint === null) return structure;
  const idle = countIdle(checkpoint);
  return { ...structure, blocks: structure.blocks.map((block) => ({ ...block, parameters: block.parameters + getAt(idle, block.index) })) };
}

/** An opened checkpoint with another form of its graph, over the same weights. */
function rebuildCheckpoint(opened: OpenedModel, checkpoint: ReadCheckpoint, form: Parameters<typeof buildCheckpoint>[1]): OpenedModel {
  const { model } = buildCheckpoint(checkpoint, form);
  const mapped = mapWeights(model, opened);
  return { ...opened, model, mapped, structure: findBlocks(mapped.model) };
}

/**
 * The same model in the form that reads windows of one length fastest. For a checkpoint, that is a graph without caches, whose attention skips
 * everything above the diagonal. An ONNX file has one form and is returned as it is.
 *
 * @param windowTokens the length of every window; null where lengths differ, which needs the general form
 * @throws AppError MODEL_UNSUPPORTED for windows beyond the model's limit
 */
export function openWindowForm(opened: OpenedModel, windowTokens: number | null): OpenedModel {
  if (windowTokens === null) return opened;
  refuseLongText(findLongestText(opened.model), windowTokens);
  if (opened.checkpoint === null) return opened;
  return rebuildCheckpoint(opened, opened.checkpoint, { windowTokens });
}

/** A model in the form in which its graph is given to other tools. */
interface ExportForm {
  readonly opened: OpenedModel;
  /** How this form differs from the form in which the model is read. */
  readonly notes: readonly string[];
}

/**
 * The graph that is written as an ONNX file. It is the graph that is read, but for checkpoints whose rotary table depends on the length of the text.
 * A file that decodes with a cache uses the table of long texts.
 */
export function openExportForm(opened: OpenedModel): ExportForm {
  const { checkpoint } = opened;
  if (checkpoint === null || !hasTablesByLength(checkpoint.decoder)) return { opened, notes: [] };
  const note =
    'the ONNX file turns positions by long_factor of rope_scaling in short texts too: keys in a cache, once turned, cannot change their table';
  return { opened: rebuildCheckpoint(opened, checkpoint, { fixesRotaryTables: true }), notes: [note] };
}
