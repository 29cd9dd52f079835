import type { StoredType } from '../checkpoint.ts';
import { findWeightType } from './ggml-types.ts';

/**
 * The float32 values of stored weights, bit-identical to llama.cpp's dequantize_row and Python's gguf.quants 0.19.0.
 * @param bytes whole blocks (values of F32, F16 and BF16), little-endian.
 */
export function decodeWeights(type: StoredType, bytes: Uint8Array): Float32Array {
  const layout = findWeightType(type);
  if (layout === undefined) throw new Error(`no decoder for ${type}`);
  if (bytes.length % layout.blockBytes !== 0) throw new Error(`${bytes.length} bytes are no whole blocks of ${type}`);
  const out = new Float32Array((bytes.length / layout.blockBytes) * layout.blockElements);
  layout.decode(bytes, out);
  return out;
}
