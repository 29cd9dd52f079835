import type { Json, StoredTensor } from '../checkpoint.ts';
import { isObject } from '../parse-json.ts';
import { float8 } from './float8.ts';
import { mxfp4 } from './mxfp4.ts';
import { modeloptNvfp4, nvfp4 } from './nvfp4.ts';
import { awq, gptq, packQuantized } from './packed-integers.ts';
import type { PackedWeight, Packing, Tensors } from './packing.ts';

/** Every packing that is decoded. */
const PACKINGS: readonly Packing[] = [mxfp4, float8, modeloptNvfp4, nvfp4, packQuantized, gptq, awq];

/** Scales of activations, and biases of 0 that AutoGPTQ adds to layers without one: they do not belong to weights. */
const BESIDE_WEIGHTS = /\.(input_scale|activation_scale|input_global_scale|output_scale|k_scale|v_scale)$/;

/**
 * The tensors of a checkpoint with those of each packed weight joined to one, which knows how it is decoded; undefined if no weight is packed.
 *
 *   X.weight F8_E4M3, X.weight_scale_inv F32 → X.weight PACKED
 *
 * @throws AppError MODEL_MALFORMED for parts that are missing or do not match; MODEL_UNSUPPORTED for a variant that is not decoded.
 */
export function joinPackedTensors(tensors: Tensors, config: Json): Tensors | undefined {
  const quantization = isObject(config.quantization_config) ? (config.quantization_config as Json) : {};
  const weights = [...tensors].flatMap(([name, codes]) => findPacked(name, codes, { tensors, quantization }));
  if (weights.length === 0) return undefined;
  const parts = new Set(weights.flatMap((weight) => weight.parts.map((part) => part.name)));
  const rest = [...tensors].filter(([name, tensor]) => !parts.has(tensor.name) && !BESIDE_WEIGHTS.test(name));
  return new Map([...rest, ...weights.map((weight) => [weight.name, toTensor(weight)] as const)]);
}

function findPacked(name: string, codes: StoredTensor, context: Parameters<Packing['find']>[2]): readonly PackedWeight[] {
  for (const { suffix, find } of PACKINGS) {
    const weight = name.endsWith(suffix) ? find(name.slice(0, -suffix.length), codes, context) : null;
    if (weight !== null) return [weight];
  }
  return [];
}

function toTensor({ name, dims, parts, ...packed }: PackedWeight): StoredTensor {
  const [codes] = parts;
  if (codes === undefined) throw new Error(`the packed weight ${name} has no parts`);
  return { ...codes, name, dims, type: 'PACKED', packed };
}
