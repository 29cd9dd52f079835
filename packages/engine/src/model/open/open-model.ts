import { rmSync } from 'node:fs';
import { dirname } from 'node:path';
import { AppError } from '@lamina/errors';
import type { Model } from '@lamina/onnx';
import { type BlockStructure, findBlocks, flattenModel } from '@lamina/surgery';
import { findModelSource, type ModelSource } from '../locate/model-source.ts';
import { type ReadCheckpoint, type ReadOptions, readGraph } from './read-graph.ts';
import { type MappedModel, mapWeights } from './weight-files.ts';

/** A model whose graph is read and whose weights stay in their files. */
export interface OpenedModel {
  readonly source: ModelSource;
  /** The model as it was read and made plain (flattenModel). Weights inside the .onnx file are ranges of it. */
  readonly model: Model;
  readonly mapped: MappedModel;
  readonly structure: BlockStructure;
  /** The checkpoint from which the graph was built; null for ONNX files. */
  readonly checkpoint: ReadCheckpoint | null;
  /** A file of the folder with the external weights: the model's own file, or the file of its decoded weights. */
  readonly weightsPath: string;
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
  const { checkpoint, weightsPath } = read;
  const mapped = mapWeights(model, weightsPath);
  return { source, model, mapped, structure: findBlocks(mapped.model), checkpoint, weightsPath };
}

/** Removes the decoded weights of a model that is not opened again soon; another opening decodes it again. The model's own files stay. */
export function removeDecodedWeights({ source, weightsPath }: OpenedModel): void {
  const folder = dirname(weightsPath);
  if (folder !== dirname(source.path)) rmSync(folder, { recursive: true, force: true });
}

/** The version of the standard operator set that a model uses; 0 where it names none. */
export function opsetOf(model: Model): number {
  // 0: a graph of operators of other domains alone.
  return model.opsets.find(({ domain }) => domain === '')?.version ?? 0;
}
