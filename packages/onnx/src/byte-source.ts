/** Random access to the bytes of one file. Reads are synchronous: a graph is parsed in milliseconds, and weights stay in the file. */
export interface ByteSource {
  readonly sizeBytes: number;
  /** Bytes `offset … offset + sizeBytes`; the caller never reads beyond the end. The view stays valid and must not be modified. */
  read(offset: number, sizeBytes: number): Uint8Array;
}

/** A source over bytes already in memory; reads are views, nothing is copied. */
export function sourceFromBytes(bytes: Uint8Array): ByteSource {
  return { sizeBytes: bytes.byteLength, read: (offset, sizeBytes) => bytes.subarray(offset, offset + sizeBytes) };
}
