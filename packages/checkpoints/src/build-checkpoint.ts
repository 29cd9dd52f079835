import { AppError } from '@lamina/errors';
import type { Model } from '@lamina/onnx';
import type { Architecture } from './architectures/architecture.ts';
import { ConfigReader } from './architectures/config-reader.ts';
import type { Decoder } from './architectures/decoder.ts';
import { getArchitecture } from './architectures/find-architecture.ts';
import { ABSENT_SUBLAYERS, leaveOutSublayers } from './architectures/leave-out-sublayers.ts';
import { isMultimodal, readTextDecoder } from './architectures/read-text-decoder.ts';
import { spellRotaryAsBefore } from './architectures/spell-rotary-as-before.ts';
import { type BuildOptions, buildDecoder } from './build/build-decoder.ts';
import { fixRotaryTables } from './build/fix-rotary-tables.ts';
import type { Checkpoint, StoredTensor } from './checkpoint.ts';
import { adaptDecoder } from './gguf/adapt-decoder.ts';
import { isObject } from './parse-json.ts';

/** The graph of a checkpoint. */
export interface BuiltCheckpoint {
  readonly model: Model;
  readonly architecture: string;
  /** The computation of the graph, as data. */
  readonly decoder: Decoder;
  /** Every stored tensor; those of the decoder with transformers' names for a text model, independent of the file's prefixes. */
  readonly tensors: ReadonlyMap<string, StoredTensor>;
  /** Stored tensors that are not parameters, by their names in the files. */
  readonly ignored: readonly string[];
}

/**
 * Builds the graph of a checkpoint according to its architecture. Pure: reads the config and the list of tensors, never a weight.
 *
 * @throws AppError MODEL_UNSUPPORTED for an unknown architecture, config value or tensor; MODEL_MALFORMED for a tensor that is missing or has another
 * shape.
 */
export function buildCheckpoint(checkpoint: Checkpoint, options: BuildOptions = {}): BuiltCheckpoint {
  const { type, architecture, decoder, tensors, others } = describe(checkpoint);
  const named = nameAsTransformers(tensors, architecture, decoder.embedding.weight);
  const storage = { tensors: named, layout: checkpoint.layout };
  const adapted = adaptDecoder(options.fixesRotaryTables === true ? fixRotaryTables(decoder) : decoder, storage);
  const { model, ignored } = buildDecoder(adapted, storage, options);
  const rest = [...checkpoint.tensors].filter(([name]) => others.includes(name));
  return { model, architecture: type, decoder: adapted, tensors: new Map([...named, ...rest]), ignored: [...ignored, ...others] };
}

/** The computation of a checkpoint by its config alone, with the tensor names and layouts of transformers. @throws AppError as buildCheckpoint does */
export function describeDecoder(checkpoint: DescribedCheckpoint): Decoder {
  return describe(checkpoint).decoder;
}

type DescribedCheckpoint = Pick<Checkpoint, 'config' | 'tensors' | 'layout'>;

interface Description {
  /** model_type of the config. */
  readonly type: string;
  readonly architecture: Architecture;
  readonly decoder: Decoder;
  /** The decoder's tensors. */
  readonly tensors: Checkpoint['tensors'];
  /** Tensor names of the other parts of a multimodal model. */
  readonly others: readonly string[];
}

function describe(checkpoint: DescribedCheckpoint): Description {
  const { model_type: type } = checkpoint.config;
  if (typeof type !== 'string')
    throw new AppError('MODEL_MALFORMED', 'config.json has no model_type, which says what architecture the checkpoint has');
  refuseQuantized(checkpoint);
  const {
    config: stated,
    tensors,
    others,
  } = isMultimodal(checkpoint.config) ? readTextDecoder(type, checkpoint.config, checkpoint.tensors) : { ...checkpoint, others: [] };
  const config = spellRotaryAsBefore(stated);
  const architecture = getArchitecture(config);
  const reader = new ConfigReader(config, type);
  reader.ignore('quantization_config');
  reader.ignore(ABSENT_SUBLAYERS);
  const decoder = leaveOutSublayers(architecture.describe(reader, checkpoint.layout, tensors), config[ABSENT_SUBLAYERS]);
  reader.refuseUnknown();
  return { type, architecture, decoder, tensors, others };
}

/** The methods of packing whose weights are decoded (packed/). */
const DECODED: ReadonlySet<string> = new Set(['mxfp4', 'fp8', 'fbgemm_fp8', 'compressed-tensors', 'modelopt', 'gptq', 'awq']);

/** Refuses weights that are packed in a way that is not decoded. @throws AppError MODEL_UNSUPPORTED naming the method */
function refuseQuantized({ config: { quantization_config: quantization }, tensors }: DescribedCheckpoint): void {
  if (quantization === undefined || quantization === null || quantization === false) return;
  const stated = isObject(quantization) ? quantization.quant_method : undefined;
  const isPacked = [...tensors.values()].some(({ packed }) => packed !== undefined);
  // gpt-oss is also stored unpacked under the same config.
  if (typeof stated === 'string' && DECODED.has(stated) && (isPacked || stated === 'mxfp4')) return;
  const method = typeof stated === 'string' ? stated : JSON.stringify(quantization);
  throw new AppError(
    'MODEL_UNSUPPORTED',
    `quantization_config of config.json says that the weights are packed (${method}), but no tensor is packed in a way that Lamina decodes; give the checkpoint before quantization, or a GGUF file`,
  );
}

/** Renames tensors to the architecture's names, with or without the base model's prefix in the file. */
function nameAsTransformers(
  tensors: ReadonlyMap<string, StoredTensor>,
  { prefix }: Architecture,
  embedding: string,
): ReadonlyMap<string, StoredTensor> {
  if (tensors.has(embedding) || !tensors.has(embedding.slice(prefix.length))) return tensors;
  return new Map(
    [...tensors].map(([name, tensor]) => [
      /^(lm_head|embed_out|output|output_projection)\./.test(name) ? name : `${prefix}${name}`,
      tensor,
    ]),
  );
}
