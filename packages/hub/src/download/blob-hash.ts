import { createHash, type Hash } from 'node:crypto';
import type { BlobDigest } from '../repo/repo.ts';

/** A running digest of a blob's bytes. git hashes a header with the size before the content. */
export function startBlobHash({ algorithm }: BlobDigest, sizeBytes: number): Hash {
  return algorithm === 'sha256' ? createHash('sha256') : createHash('sha1').update(`blob ${sizeBytes}\0`);
}
