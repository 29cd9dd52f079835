import { AppError } from '@lamina/errors';
import type { ByteSource } from '@lamina/onnx';
import { GGUF_LIMITS } from './gguf-limits.ts';

const FIRST_WINDOW_BYTES = 64 * 1024;
const MAX_WINDOW_BYTES = 4 * 1024 * 1024;
// A vocabulary may contain tokens that start with U+FEFF, which a decoder would otherwise drop as a byte order mark.
const decoder = new TextDecoder('utf-8', { ignoreBOM: true });

/** A cursor over the header of one GGUF file. Every length is checked against the file before anything is read or allocated. */
export class GgufCursor {
  readonly #source: ByteSource;
  readonly file: string;
  #view: DataView = new DataView(new ArrayBuffer(0));
  #viewStart = 0;
  position: number;

  constructor(file: string, source: ByteSource, position = 0) {
    this.file = file;
    this.#source = source;
    this.position = position;
  }

  get remaining(): number {
    return this.#source.sizeBytes - this.position;
  }

  /** @throws AppError MODEL_MALFORMED that names the file, the position and the problem. */
  fail(problem: string, at = this.position): never {
    throw new AppError(
      'MODEL_MALFORMED',
      `${this.file} is not a readable GGUF file: ${problem}, at byte ${at} of ${this.#source.sizeBytes}; download or convert the file again`,
      { details: { file: this.file, offset: at, sizeBytes: this.#source.sizeBytes } },
    );
  }

  uint8(): number {
    const at = this.#take(1);
    return this.#view.getUint8(at);
  }

  int8(): number {
    const at = this.#take(1);
    return this.#view.getInt8(at);
  }

  uint16(): number {
    const at = this.#take(2);
    return this.#view.getUint16(at, true);
  }

  int16(): number {
    const at = this.#take(2);
    return this.#view.getInt16(at, true);
  }

  uint32(): number {
    const at = this.#take(4);
    return this.#view.getUint32(at, true);
  }

  int32(): number {
    const at = this.#take(4);
    return this.#view.getInt32(at, true);
  }

  float32(): number {
    const at = this.#take(4);
    return this.#view.getFloat32(at, true);
  }

  float64(): number {
    const at = this.#take(8);
    return this.#view.getFloat64(at, true);
  }

  /** An unsigned 64-bit integer; values beyond 2^53 lose their low bits. */
  uint64(): number {
    const at = this.#take(8);
    return this.#view.getUint32(at, true) + this.#view.getUint32(at + 4, true) * 2 ** 32;
  }

  /** A signed 64-bit integer; values beyond ±2^53 lose their low bits. */
  int64(): number {
    const at = this.#take(8);
    return Number(this.#view.getBigInt64(at, true));
  }

  bool(): boolean {
    const byte = this.uint8();
    if (byte > 1) this.fail(`a boolean of value ${byte} (0 or 1 expected)`, this.position - 1);
    return byte === 1;
  }

  string(maxBytes: number = GGUF_LIMITS.maxStringBytes): string {
    const sizeBytes = this.stringLength(maxBytes);
    const at = this.#take(sizeBytes);
    return decoder.decode(new Uint8Array(this.#view.buffer, this.#view.byteOffset + at, sizeBytes));
  }

  skipString(): void {
    this.skip(this.stringLength(GGUF_LIMITS.maxStringBytes));
  }

  stringLength(maxBytes: number): number {
    const at = this.position;
    const sizeBytes = this.uint64();
    if (sizeBytes > this.remaining)
      this.fail(`a string of ${sizeBytes} bytes where ${this.remaining} are left (is the file cut short?)`, at);
    if (sizeBytes > maxBytes) this.fail(`a string of ${sizeBytes} bytes (limit ${maxBytes})`, at);
    return sizeBytes;
  }

  /** Skips bytes. */
  skip(sizeBytes: number): void {
    if (sizeBytes > this.remaining) this.fail(`${sizeBytes} bytes expected where ${this.remaining} are left (is the file cut short?)`);
    this.position += sizeBytes;
  }

  /** Makes the next `sizeBytes` available in the window (which may be replaced) and moves past them; returns their start in the window. */
  #take(sizeBytes: number): number {
    const start = this.position;
    this.skip(sizeBytes);
    const at = start - this.#viewStart;
    if (at >= 0 && at + sizeBytes <= this.#view.byteLength) return at;
    const windowBytes = Math.min(MAX_WINDOW_BYTES, Math.max(FIRST_WINDOW_BYTES, this.#view.byteLength * 2));
    const bytes = this.#source.read(start, Math.min(Math.max(sizeBytes, windowBytes), this.#source.sizeBytes - start));
    if (bytes.byteLength < sizeBytes) this.fail('the end of the file', start);
    this.#view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
    this.#viewStart = start;
    return 0;
  }
}
