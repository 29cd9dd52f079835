import { AppError } from '@lamina/errors';
import type { Model } from '@lamina/onnx';
import type { Architecture } from './architectures/architecture.ts';
import { ConfigReader } from './architectures/config-reader.ts';
import { getArchitecture } from './architectures/find-architecture.ts';
import { type BuildOptions, buildDecoder } from './build/build-decoder.ts';
import type { Checkpoint, StoredTensor } from './checkpoint.ts';
import { adaptDecoder } from './gguf/adapt-decoder.ts';

/** The graph of a checkpoint. */
export interface BuiltCheckpoint {
  readonly model: Model;
  readonly architecture: string;
  /** Stored tensors that are no parameters, by their names in the files. */
  readonly ignored: readonly string[];
}

/**
 * Builds the graph of a checkpoint by its architecture. Pure: reads config and the list of tensors, never a weight.
 *
 * @throws AppError MODEL_UNSUPPORTED for an architecture, config value or tensor that is not known; MODEL_MALFORMED for a tensor that is
 *   missing or has another shape.
 */
export function buildCheckpoint({ config, tensors, layout }: Checkpoint, options: BuildOptions = {}): BuiltCheckpoint {
  const { model_type: type } = config;
  if (typeof type !== 'string')
    throw new AppError('MODEL_MALFORMED', 'config.json has no model_type, which says what architecture the checkpoint has');
  const architecture = getArchitecture(type);
  const reader = new ConfigReader(config, type);
  const decoder = architecture.describe(reader, layout);
  reader.refuseUnknown();
  const named = nameAsTransformers(tensors, architecture, decoder.embedding.weight);
  const { model, ignored } = buildDecoder(adaptDecoder(decoder, { tensors: named, layout }), named, options);
  return { model, architecture: type, ignored };
}

/** Tensors under the names that the architecture uses, whether the file writes the base model's prefix or not. */
function nameAsTransformers(
  tensors: ReadonlyMap<string, StoredTensor>,
  { prefix }: Architecture,
  embedding: string,
): ReadonlyMap<string, StoredTensor> {
  if (tensors.has(embedding) || !tensors.has(embedding.slice(prefix.length))) return tensors;
  return new Map([...tensors].map(([name, tensor]) => [/^(lm_head|embed_out)\./.test(name) ? name : `${prefix}${name}`, tensor]));
}
