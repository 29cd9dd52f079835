import { createHash, type Hash } from 'node:crypto';
import { constants } from 'node:fs';
import { type FileHandle, open } from 'node:fs/promises';
import type { BlobDigest, RepoFile } from '../repo/repo.ts';
import { explainDiskError } from './disk-space.ts';

/** The partial blob; `hash` has processed its first `position` bytes. */
export interface PartialBlob {
  readonly handle: FileHandle;
  hash: Hash;
  position: number;
  /** True if it contains bytes of an earlier run. */
  hasOldBytes: boolean;
}

const READ_BYTES = 1 << 20;

/** Opens a partial blob, or creates one; existing bytes are read into its hash. */
export async function openPartial(path: string, file: RepoFile): Promise<PartialBlob> {
  const handle = await open(path, constants.O_RDWR | constants.O_CREAT, 0o644);
  const partial: PartialBlob = { handle, hash: startBlobHash(file.digest, file.sizeBytes), position: 0, hasOldBytes: false };
  if ((await handle.stat()).size > file.sizeBytes) await restartPartial(partial, file);
  const buffer = new Uint8Array(READ_BYTES);
  for (;;) {
    const { bytesRead } = await handle.read(buffer, 0, READ_BYTES, partial.position);
    if (bytesRead === 0) return partial;
    partial.hash.update(buffer.subarray(0, bytesRead));
    partial.position += bytesRead;
    partial.hasOldBytes = true;
  }
}

/** Discards all bytes. */
export async function restartPartial(partial: PartialBlob, file: RepoFile): Promise<void> {
  await partial.handle.truncate(0);
  partial.hash = startBlobHash(file.digest, file.sizeBytes);
  partial.position = 0;
  partial.hasOldBytes = false;
}

/** Writes the next bytes of the blob. @throws AppError DISK_FULL or FORBIDDEN, naming `target`. */
export async function appendToPartial(partial: PartialBlob, chunk: Uint8Array, target: string): Promise<void> {
  const { handle, position } = partial;
  try {
    for (let done = 0; done < chunk.length; ) done += (await handle.write(chunk, done, chunk.length - done, position + done)).bytesWritten;
  } catch (error) {
    throw explainDiskError(error, target);
  }
  partial.hash.update(chunk);
  partial.position += chunk.length;
}

/** A running digest of a blob's bytes. git hashes a header with the size before the content. */
function startBlobHash({ algorithm }: BlobDigest, sizeBytes: number): Hash {
  return algorithm === 'sha256' ? createHash('sha256') : createHash('sha1').update(`blob ${sizeBytes}\0`);
}
