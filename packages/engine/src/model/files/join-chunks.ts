import type { Chunk } from '@lamina/onnx';

/** The bytes of an encoded graph in one piece. Weights must be mapped to files before (mapWeights): a range has no bytes here. */
export function joinChunks(chunks: readonly Chunk[]): Uint8Array {
  const parts = chunks.map((chunk) => {
    if (chunk instanceof Uint8Array) return chunk;
    throw new Error('a weight is still a range of its source file; map weights before joining');
  });
  const joined = new Uint8Array(parts.reduce((sum, part) => sum + part.byteLength, 0));
  let offset = 0;
  for (const part of parts) {
    joined.set(part, offset);
    offset += part.byteLength;
  }
  return joined;
}
