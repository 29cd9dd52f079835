import { GGUF_VALUE_TYPES, type GgufValueType } from './gguf-metadata.ts';

/** Writes the bytes of a GGUF header in order, little-endian. */
export class GgufWriter {
  readonly #chunks: Uint8Array[] = [];
  sizeBytes = 0;

  raw(bytes: Uint8Array): this {
    this.#chunks.push(bytes);
    this.sizeBytes += bytes.byteLength;
    return this;
  }

  uint32(value: number): this {
    const view = new DataView(new ArrayBuffer(4));
    view.setUint32(0, value, true);
    return this.raw(new Uint8Array(view.buffer));
  }

  uint64(value: number): this {
    const view = new DataView(new ArrayBuffer(8));
    view.setBigUint64(0, BigInt(value), true);
    return this.raw(new Uint8Array(view.buffer));
  }

  string(value: string): this {
    const bytes = new TextEncoder().encode(value);
    return this.uint64(bytes.byteLength).raw(bytes);
  }

  type(type: GgufValueType): this {
    return this.uint32(GGUF_VALUE_TYPES.indexOf(type));
  }

  /** Zeros up to the next multiple of `alignment`. */
  pad(alignment: number): this {
    return this.raw(new Uint8Array((alignment - (this.sizeBytes % alignment)) % alignment));
  }

  finish(): Uint8Array {
    const bytes = new Uint8Array(this.sizeBytes);
    let at = 0;
    for (const chunk of this.#chunks) {
      bytes.set(chunk, at);
      at += chunk.byteLength;
    }
    return bytes;
  }
}
