import { createHash, type Hash } from 'node:crypto';
import { closeSync, constants, copyFileSync, existsSync, linkSync, openSync, statfsSync, statSync, writeSync } from 'node:fs';
import { join } from 'node:path';
import { AppError } from '@lamina/errors';
import { type DigestOptions, digestFile } from '../model/files/digest-file.ts';
import { findErrorCode } from '../model/files/error-code.ts';
import { encodeGraph } from '../model/files/graph-bytes.ts';
import type { PlannedFile } from './planned-file.ts';
import { writeRanges } from './write-ranges.ts';

/** A file of a written model. `path` is relative to the folder of the model. */
export interface WrittenFile {
  readonly path: string;
  readonly bytes: number;
  readonly sha256: string;
}

/** A file whose digest may still be missing: copying weights is faster than digesting them (digestWritten). */
export type UndigestedFile = Omit<WrittenFile, 'sha256'> & { readonly sha256: string | null };

/**
 * Writes planned files below `folder`, and returns their sizes, and the digests of all files except copied weights. File system errors keep their codes.
 *
 * @throws AppError DISK_FULL where the files would not fit, before anything is written.
 */
export async function writeFiles(
  folder: string,
  files: readonly PlannedFile[],
  options: DigestOptions,
): Promise<readonly UndigestedFile[]> {
  checkFreeSpace(folder, files);
  const written: UndigestedFile[] = [];
  for (const file of files) {
    const path = join(folder, file.path);
    const sha256 = await writeFile(path, file, options);
    written.push({ path: file.path, bytes: statSync(path).size, sha256 });
  }
  return written;
}

async function writeFile(path: string, file: PlannedFile, options: DigestOptions): Promise<string | null> {
  if (file.kind === 'text') return writePieces(path, [Buffer.from(file.text)]);
  if (file.kind === 'graph') return writePieces(path, encodeGraph(file.model, file.source));
  if (file.kind === 'ranges') {
    await writeRanges(path, file.ranges);
    return null;
  }
  // A linked file is the parent's own. For a copy, the cache may know the digest of the parent's file.
  const sha256 = await digestFile(file.from, options);
  if (file.kind === 'link') linkOrCopy(file.from, path);
  else copyFileSync(file.from, path, constants.COPYFILE_FICLONE);
  return sha256;
}

/** Writes pieces one after the other, and digests them at the same time. */
function writePieces(path: string, pieces: Iterable<Uint8Array>): string {
  const hash: Hash = createHash('sha256');
  const descriptor = openSync(path, 'w');
  try {
    for (const piece of pieces) {
      hash.update(piece);
      for (let done = 0; done < piece.byteLength; ) done += writeSync(descriptor, piece, done);
    }
  } finally {
    closeSync(descriptor);
  }
  return hash.digest('hex');
}

function linkOrCopy(from: string, path: string): void {
  try {
    linkSync(from, path);
  } catch (error) {
    // Another device, a file system without links, or a file of another user: the file is copied instead.
    if (!['EXDEV', 'EPERM', 'ENOTSUP', 'EMLINK', 'EACCES'].some((code) => code === findErrorCode(error))) throw error;
    copyFileSync(from, path, constants.COPYFILE_FICLONE);
  }
}

/** Checks the free space. @throws AppError DISK_FULL where the file system of `folder` has less than the files need, naming both numbers. */
function checkFreeSpace(folder: string, files: readonly PlannedFile[]): void {
  const neededBytes = files.reduce((sum, file) => sum + countBytes(file), 0);
  const { bavail, bsize } = statfsSync(folder);
  const freeBytes = bavail * bsize;
  if (neededBytes <= freeBytes) return;
  throw new AppError(
    'DISK_FULL',
    `the output model needs ${formatMegabytes(neededBytes)} MB, but the disk has ${formatMegabytes(freeBytes)} MB left; free some space, or choose another --out`,
  );
}

/** The bytes that a file needs. A graph without its weights counts as 0. */
function countBytes(file: PlannedFile): number {
  if (file.kind === 'ranges') return file.ranges.reduce((end, { at, sizeBytes }) => Math.max(end, at + sizeBytes), 0);
  if (file.kind === 'copy') return existsSync(file.from) ? statSync(file.from).size : 0;
  return file.kind === 'text' ? Buffer.byteLength(file.text) : 0;
}

function formatMegabytes(bytes: number): string {
  return (bytes / 1e6).toFixed(0);
}
