import type { StoredTensor } from '../checkpoint.ts';

const LENGTH_BYTES = 8;
const SPACE = 0x20;

/**
 * The start of a safetensors file: the header's length as a little-endian uint64, then JSON padded with spaces to a multiple of 8 bytes. Tensors are
 * placed one after the other in the given order.
 */
export function encodeSafetensorsHeader(
  tensors: readonly Pick<StoredTensor, 'name' | 'type' | 'dims' | 'sizeBytes'>[],
  metadata: Readonly<Record<string, string>>,
): Uint8Array {
  let end = 0;
  const entries = tensors.map(({ name, type, dims, sizeBytes }) => {
    const begin = end;
    end += sizeBytes;
    return [name, { dtype: type, shape: dims, data_offsets: [begin, end] }] as const;
  });
  const json = new TextEncoder().encode(JSON.stringify({ __metadata__: metadata, ...Object.fromEntries(entries) }));
  const bytes = new Uint8Array(LENGTH_BYTES + Math.ceil(json.length / LENGTH_BYTES) * LENGTH_BYTES).fill(SPACE);
  new DataView(bytes.buffer).setBigUint64(0, BigInt(bytes.length - LENGTH_BYTES), true);
  bytes.set(json, LENGTH_BYTES);
  return bytes;
}
