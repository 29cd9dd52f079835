import { GGUF_VALUE_TYPES, type GgufValueType } from './gguf-metadata.ts';

/** Little-endian bytes of GGUF headers for tests, valid or malformed. 64-bit numbers are bigints or numbers. */
export class GgufBytes {
  readonly #chunks: Buffer[] = [];

  u8(value: number): this {
    return this.raw(Uint8Array.of(value));
  }

  u32(value: number): this {
    const bytes = Buffer.alloc(4);
    bytes.writeUInt32LE(value);
    return this.raw(bytes);
  }

  u64(value: number | bigint): this {
    const bytes = Buffer.alloc(8);
    bytes.writeBigUInt64LE(BigInt(value));
    return this.raw(bytes);
  }

  f32(value: number): this {
    const bytes = Buffer.alloc(4);
    bytes.writeFloatLE(value);
    return this.raw(bytes);
  }

  text(value: string): this {
    const bytes = Buffer.from(value);
    return this.u64(bytes.length).raw(bytes);
  }

  raw(bytes: Uint8Array): this {
    this.#chunks.push(Buffer.from(bytes));
    return this;
  }

  /** Key and type of a metadata entry; the value follows. */
  key(key: string, type: GgufValueType): this {
    return this.text(key).u32(GGUF_VALUE_TYPES.indexOf(type));
  }

  finish(alignment = 1): Buffer {
    const bytes = Buffer.concat(this.#chunks);
    return Buffer.concat([bytes, Buffer.alloc((alignment - (bytes.length % alignment)) % alignment)]);
  }
}

export interface GgufTensorFixture {
  readonly name: string;
  /** Innermost first, as the file has them. */
  readonly dims: readonly (number | bigint)[];
  readonly type?: number;
  readonly offset: number | bigint;
}

export interface GgufFixture {
  readonly version?: number;
  /** Writes the metadata entries and returns their count. */
  readonly metadata?: (bytes: GgufBytes) => number;
  readonly tensors?: readonly GgufTensorFixture[];
  readonly tensorCount?: number | bigint;
  readonly dataBytes?: number;
  readonly alignment?: number;
}

/** A GGUF file with these entries and tensors; tensor data is zeros. */
export function createGgufBytes({
  version = 3,
  metadata = () => 0,
  tensors = [],
  tensorCount = tensors.length,
  dataBytes = 0,
  alignment = 32,
}: GgufFixture): Buffer {
  const entries = new GgufBytes();
  const count = metadata(entries);
  const infos = new GgufBytes();
  for (const { name, dims, type = 0, offset } of tensors) {
    infos.text(name).u32(dims.length);
    for (const dim of dims) infos.u64(dim);
    infos.u32(type).u64(offset);
  }
  const header = new GgufBytes()
    .raw(Buffer.from('GGUF'))
    .u32(version)
    .u64(tensorCount)
    .u64(count)
    .raw(entries.finish())
    .raw(infos.finish());
  return Buffer.concat([header.finish(alignment), Buffer.alloc(dataBytes)]);
}
