import { createHash } from 'node:crypto';
import { closeSync, openSync, readSync } from 'node:fs';
import { type Model, writeModel } from '@lamina/onnx';

const COPY_BYTES = 1 << 22;

/** An encoded graph, piece by piece. Ranges that the model left in the file it was read from are read from there (`sourcePath`). */
export function* encodeGraph(model: Model, sourcePath: string): Generator<Uint8Array> {
  for (const chunk of writeModel(model)) {
    if (chunk instanceof Uint8Array) yield chunk;
    else yield* readRange(sourcePath, chunk.offset, chunk.sizeBytes);
  }
}

/** SHA-256 of an encoded graph in hex. */
export function digestGraph(model: Model, sourcePath: string): string {
  const hash = createHash('sha256');
  for (const piece of encodeGraph(model, sourcePath)) hash.update(piece);
  return hash.digest('hex');
}

/** A copy of a range of a file, at the start of a buffer of its own. */
export function readWholeRange(path: string, offset: number, sizeBytes: number): Uint8Array<ArrayBuffer> {
  const bytes = new Uint8Array(sizeBytes);
  let done = 0;
  for (const piece of readRange(path, offset, sizeBytes)) {
    bytes.set(piece, done);
    done += piece.length;
  }
  return bytes;
}

/** The bytes of a range of a file, in pieces of at most 4 MiB. Each piece is valid until the next one is taken. */
export function* readRange(path: string, offset: number, sizeBytes: number): Generator<Uint8Array> {
  const descriptor = openSync(path, 'r');
  const buffer = new Uint8Array(Math.min(COPY_BYTES, sizeBytes));
  try {
    for (let done = 0; done < sizeBytes; ) {
      const got = readSync(descriptor, buffer, 0, Math.min(COPY_BYTES, sizeBytes - done), offset + done);
      if (got === 0) throw new Error(`${path} ended at byte ${offset + done}, before the weights that were to be copied from it`);
      yield buffer.subarray(0, got);
      done += got;
    }
  } finally {
    closeSync(descriptor);
  }
}
