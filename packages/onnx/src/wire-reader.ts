import { AppError } from '@lamina/errors';
import type { ByteSource } from './byte-source.ts';
import { MODEL_LIMITS } from './limits.ts';

const WINDOW_BYTES = 256 * 1024;
/** Usually enough after a skip over weights: the next tensor's name and dimensions. */
const FIRST_WINDOW_BYTES = 4 * 1024;
// A vocabulary may contain tokens that start with U+FEFF, which a decoder would otherwise drop as a byte order mark.
const decoder = new TextDecoder('utf-8', { ignoreBOM: true });

/** Wire types of the protobuf encoding that ONNX files use (groups, 3 and 4, were never part of the format). */
export const WIRE = { varint: 0, fixed64: 1, bytes: 2, fixed32: 5 } as const;

/** A cursor over protobuf wire format. Every length is checked against the enclosing message before anything is read or allocated. */
export class WireReader {
  readonly #source: ByteSource;
  readonly #subject: string;
  #window: Uint8Array = new Uint8Array(0);
  #windowStart = 0;
  position = 0;
  /** End of the message being read, as an offset in the source. */
  end: number;

  /** @param subject description of the expected bytes, for messages */
  constructor(source: ByteSource, subject = 'ONNX file') {
    this.#source = source;
    this.#subject = subject;
    this.end = source.sizeBytes;
  }

  fail(problem: string): never {
    throw new AppError(
      'MODEL_MALFORMED',
      `not a readable ${this.#subject}: ${problem} at byte ${this.position} of ${this.#source.sizeBytes}; download or export the file again`,
      {
        details: { offset: this.position, sizeBytes: this.#source.sizeBytes },
      },
    );
  }

  /** Reads fields until the end of the current message; `onField` must consume the field's value. */
  fields(onField: (field: number, wire: number) => void): void {
    while (this.position < this.end) {
      const tag = this.varint();
      const field = Math.floor(tag / 8);
      if (field === 0) this.fail('field number 0');
      onField(field, tag % 8);
    }
  }

  /** Reads an embedded message with `read`, for which the end of that message is the end of input. */
  message<T>(read: () => T): T {
    const sizeBytes = this.length();
    const outerEnd = this.end;
    const innerEnd = this.position + sizeBytes;
    this.end = innerEnd;
    const result = read();
    if (this.position !== innerEnd) this.fail('a message that ends in the middle of a field');
    this.end = outerEnd;
    return result;
  }

  varint(): number {
    let value = 0;
    let scale = 1;
    for (let byteIndex = 0; byteIndex < 8; byteIndex += 1) {
      const byte = this.#byte();
      value += (byte & 0x7f) * scale;
      if (byte < 0x80) {
        if (!Number.isSafeInteger(value)) this.fail('an integer above 2^53');
        return value;
      }
      scale *= 128;
    }
    return this.fail('an integer above 2^53');
  }

  /** A signed 64-bit integer; values beyond ±2^53 lose their low bits (only sentinels such as INT64_MAX are that large). */
  int64(): number {
    const start = this.position;
    const first = this.#byte();
    if (first < 0x80) return first;
    this.position = start;
    let value = 0n;
    for (let shift = 0n; shift < 70n; shift += 7n) {
      const byte = this.#byte();
      value |= BigInt(byte & 0x7f) << shift;
      if (byte < 0x80) return Number(BigInt.asIntN(64, value));
    }
    return this.fail('an integer of more than 10 bytes');
  }

  /** Length of a length-delimited field, checked against the end of the enclosing message. */
  length(): number {
    const sizeBytes = this.varint();
    if (sizeBytes > this.end - this.position)
      this.fail(`a field of ${sizeBytes} bytes where ${this.end - this.position} are left (is the file cut short?)`);
    return sizeBytes;
  }

  bytes(): Uint8Array {
    const sizeBytes = this.length();
    if (sizeBytes > MODEL_LIMITS.maxFieldBytes) this.fail(`a field of ${sizeBytes} bytes (limit ${MODEL_LIMITS.maxFieldBytes})`);
    return this.#take(sizeBytes);
  }

  string(): string {
    const sizeBytes = this.length();
    if (sizeBytes > MODEL_LIMITS.maxStringBytes) this.fail(`a string of ${sizeBytes} bytes (limit ${MODEL_LIMITS.maxStringBytes})`);
    return decoder.decode(this.#take(sizeBytes));
  }

  float(): number {
    const bytes = this.#take(4);
    return new DataView(bytes.buffer, bytes.byteOffset, 4).getFloat32(0, true);
  }

  /** int64 values of a repeated field, packed or not. */
  int64s(wire: number, into: number[]): void {
    if (wire === WIRE.varint) {
      into.push(this.int64());
      return;
    }
    this.message(() => {
      while (this.position < this.end) into.push(this.int64());
    });
  }

  floats(wire: number, into: number[]): void {
    if (wire === WIRE.fixed32) {
      into.push(this.float());
      return;
    }
    this.message(() => {
      while (this.position < this.end) into.push(this.float());
    });
  }

  /** Skips a value; used if the value stays in the file. */
  skip(wire: number): void {
    if (wire === WIRE.varint) this.int64();
    else if (wire === WIRE.fixed64) this.#advance(8);
    else if (wire === WIRE.bytes) this.#advance(this.length());
    else if (wire === WIRE.fixed32) this.#advance(4);
    else this.fail(`wire type ${wire}`);
  }

  /** The bytes of a whole field, including its tag; `start` is the position before the tag. */
  rawField(start: number, wire: number): Uint8Array {
    this.skip(wire);
    const sizeBytes = this.position - start;
    if (sizeBytes > MODEL_LIMITS.maxFieldBytes) this.fail(`a field of ${sizeBytes} bytes (limit ${MODEL_LIMITS.maxFieldBytes})`);
    this.position = start;
    return this.#take(sizeBytes);
  }

  #advance(sizeBytes: number): void {
    if (sizeBytes > this.end - this.position)
      this.fail(`${sizeBytes} bytes expected where ${this.end - this.position} are left (is the file cut short?)`);
    this.position += sizeBytes;
  }

  #take(sizeBytes: number): Uint8Array {
    if (sizeBytes > this.end - this.position)
      this.fail(`${sizeBytes} bytes expected where ${this.end - this.position} are left (is the file cut short?)`);
    this.#load(sizeBytes);
    const start = this.position - this.#windowStart;
    this.position += sizeBytes;
    return this.#window.subarray(start, start + sizeBytes);
  }

  #byte(): number {
    if (this.position >= this.end) this.fail('the end in the middle of a value (is the file cut short?)');
    this.#load(1);
    const byte = this.#window[this.position - this.#windowStart] ?? this.fail('the end of the file');
    this.position += 1;
    return byte;
  }

  #load(sizeBytes: number): void {
    const start = this.position - this.#windowStart;
    if (start >= 0 && start + sizeBytes <= this.#window.byteLength) return;
    // Sequential reads double the window. After a skip it starts small again, otherwise a large part of a file with many weights would be read.
    const isNext = start >= 0 && start <= this.#window.byteLength;
    const windowBytes = isNext ? Math.min(WINDOW_BYTES, Math.max(FIRST_WINDOW_BYTES, this.#window.byteLength * 2)) : FIRST_WINDOW_BYTES;
    this.#windowStart = this.position;
    this.#window = this.#source.read(this.position, Math.min(Math.max(sizeBytes, windowBytes), this.#source.sizeBytes - this.position));
    if (this.#window.byteLength < sizeBytes) this.fail('the end of the file');
  }
}
