import { WIRE } from './wire-reader.ts';

/** A part of an encoded file: bytes in memory, or a range to copy from the file from which the model was read. */
export type Chunk = Uint8Array | { readonly offset: number; readonly sizeBytes: number };

const LARGE_BYTES = 64 * 1024;
// Enough for most nodes.
const FIRST_BYTES = 256;
const EMPTY = new Uint8Array(0);
const encoder = new TextEncoder();

/** Writes protobuf wire format. Large values are kept as references, so the cost of writing depends on the graph, not on the weights. */
export class WireWriter {
  readonly #chunks: Chunk[] = [];
  #buffer = EMPTY;
  #used = 0;
  sizeBytes = 0;

  varintField(field: number, value: number): this {
    this.#tag(field, WIRE.varint);
    this.#int64(value);
    return this;
  }

  floatField(field: number, value: number): this {
    this.#tag(field, WIRE.fixed32);
    const bytes = new Uint8Array(4);
    new DataView(bytes.buffer).setFloat32(0, value, true);
    this.#append(bytes);
    return this;
  }

  stringField(field: number, text: string): this {
    this.#tag(field, WIRE.bytes);
    if (!this.#ascii(text)) {
      const bytes = encoder.encode(text);
      this.#int64(bytes.byteLength);
      this.#append(bytes);
    }
    return this;
  }

  /** Writes length and letters of a short ASCII text, as nearly all names are; returns false without writing for other texts. */
  #ascii(text: string): boolean {
    const { length } = text;
    if (length > 127) return false;
    this.#reserve(length + 1);
    const start = this.#used;
    this.#buffer[start] = length;
    for (let place = 0; place < length; place += 1) {
      const code = text.charCodeAt(place);
      if (code > 127) return false;
      this.#buffer[start + 1 + place] = code;
    }
    this.#used += length + 1;
    this.sizeBytes += length + 1;
    return true;
  }

  bytesField(field: number, bytes: Uint8Array): this {
    this.#tag(field, WIRE.bytes);
    this.#int64(bytes.byteLength);
    this.#append(bytes);
    return this;
  }

  /** A bytes field whose content stays in the source file. */
  rangeField(field: number, offset: number, sizeBytes: number): this {
    this.#tag(field, WIRE.bytes);
    this.#int64(sizeBytes);
    this.#flush();
    this.#chunks.push({ offset, sizeBytes });
    this.sizeBytes += sizeBytes;
    return this;
  }

  messageField(field: number, message: WireWriter): this {
    this.#tag(field, WIRE.bytes);
    this.#int64(message.sizeBytes);
    for (const chunk of message.finish()) {
      if (chunk instanceof Uint8Array) this.#append(chunk);
      else {
        this.#flush();
        this.#chunks.push(chunk);
        this.sizeBytes += chunk.sizeBytes;
      }
    }
    return this;
  }

  /** Fields that are already encoded, including tags. */
  raw(fields: Uint8Array): this {
    this.#append(fields);
    return this;
  }

  finish(): readonly Chunk[] {
    this.#flush();
    return this.#chunks;
  }

  #tag(field: number, wire: number): void {
    this.#int64(field * 8 + wire);
  }

  #int64(value: number): void {
    if (value >= 0 && value < 128) {
      this.#reserve(1);
      this.#byte(value);
      return;
    }
    if (value >= 0 && value < 2 ** 53) {
      this.#reserve(8);
      let left = value;
      for (; left >= 128; left = Math.floor(left / 128)) this.#byte((left % 128) + 128);
      this.#byte(left);
      return;
    }
    let rest = BigInt.asUintN(64, BigInt(value));
    const bytes: number[] = [];
    while (rest >= 128n) {
      bytes.push(Number(rest & 0x7fn) | 0x80);
      rest >>= 7n;
    }
    bytes.push(Number(rest));
    this.#append(Uint8Array.from(bytes));
  }

  #append(bytes: Uint8Array): void {
    this.sizeBytes += bytes.byteLength;
    if (bytes.byteLength >= LARGE_BYTES) {
      this.#flush();
      this.#chunks.push(bytes);
      return;
    }
    this.#reserve(bytes.byteLength);
    this.#buffer.set(bytes, this.#used);
    this.#used += bytes.byteLength;
  }

  /** Writes one byte into reserved space. */
  #byte(value: number): void {
    this.#buffer[this.#used] = value;
    this.#used += 1;
    this.sizeBytes += 1;
  }

  #reserve(sizeBytes: number): void {
    if (this.#used + sizeBytes <= this.#buffer.byteLength) return;
    const grown = new Uint8Array(Math.max(FIRST_BYTES, this.#buffer.byteLength * 2, this.#used + sizeBytes));
    grown.set(this.#buffer.subarray(0, this.#used));
    this.#buffer = grown;
  }

  #flush(): void {
    if (this.#used === 0) return;
    this.#chunks.push(this.#buffer.subarray(0, this.#used));
    this.#buffer = EMPTY;
    this.#used = 0;
  }
}
