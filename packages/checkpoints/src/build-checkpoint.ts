import { AppError } from '@lamina/errors';
import type { Model } from '@lamina/onnx';
import type { Architecture } from './architectures/architecture.ts';
import { ConfigReader } from './architectures/config-reader.ts';
import type { Decoder } from './architectures/decoder.ts';
import { getArchitecture } from './architectures/find-architecture.ts';
import { ABSENT_SUBLAYERS, leaveOutSublayers } from './architectures/leave-out-sublayers.ts';
import { isMultimodal, readTextDecoder } from './architectures/read-text-decoder.ts';
import { type BuildOptions, buildDecoder } from './build/build-decoder.ts';
import { fixRotaryTables } from './build/fix-rotary-tables.ts';
import type { Checkpoint, Json, StoredTensor } from './checkpoint.ts';
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

/** The text decoder of a checkpoint: its section of the config with rotary keys as transformers 4 spells them, and all tensors with transformers' names. */
export interface TextDecoderFacts {
  readonly modelType: string;
  readonly config: Json;
  readonly decoder: Decoder;
  readonly tensors: Checkpoint['tensors'];
}

/** @throws AppError as buildCheckpoint does */
export function describeTextDecoder(checkpoint: DescribedCheckpoint): TextDecoderFacts {
  const { config, architecture, decoder, tensors } = describe(checkpoint);
  return {
    modelType: String(config.model_type),
    config,
    decoder,
    tensors: nameAsTransformers(tensors, architecture, decoder.embedding.weight),
  };
}

type DescribedCheckpoint = Pick<Checkpoint, 'config' | 'tensors' | 'layout'>;

interface Description {
  /** model_type of the config. */
  readonly type: string;
  /** The configuration of the text decoder, with rotary keys as transformers 4 spells them. */
  readonly config: Json;
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
  return { type, config, architecture, decoder, tensors, others };
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

/**
 * Converts the rotary settings of a config to the keys of transformers 4. Version 5 writes `rope_parameters` instead of rope_theta, rope_scaling,
 * partial_rotary_factor and, for models with two rotary embeddings, rope_local_base_freq.
 *
 *   { rope_parameters: { rope_type: 'linear', rope_theta: 1e4, factor: 2 } } → { rope_theta: 1e4, rope_scaling: { rope_type: 'linear', factor: 2 } }
 *
 * @throws AppError MODEL_UNSUPPORTED if blocks with windows have a separate scaled rotary embedding.
 */
function spellRotaryAsBefore(config: Json): Json {
  const { rope_parameters: parameters, ...others } = config;
  if (!isObject(parameters)) return config;
  const { full_attention: full, sliding_attention: sliding } = parameters;
  if (!isObject(full)) return { ...others, ...spellOne(parameters) };
  return { ...others, ...spellOne(full), ...(isObject(sliding) ? spellLocal(sliding) : {}) };
}

function spellOne({ rope_theta, partial_rotary_factor, ...scaling }: Json): Json {
  return {
    rope_theta,
    partial_rotary_factor,
    rope_scaling: [undefined, 'default'].some((kind) => kind === (scaling.rope_type ?? scaling.type)) ? null : scaling,
  };
}

function spellLocal({ rope_theta, rope_type = 'default', partial_rotary_factor }: Json): Json {
  if (rope_type === 'default') return { rope_local_base_freq: rope_theta, local_partial_rotary_factor: partial_rotary_factor };
  throw new AppError(
    'MODEL_UNSUPPORTED',
    `config.json has rope_parameters.sliding_attention.rope_type = ${JSON.stringify(rope_type)}; only "default" is supported for blocks with windows`,
  );
}
