import { existsSync, statfsSync, statSync } from 'node:fs';
import { AppError } from '@lamina/errors';
import type { PlannedFile } from './planned-file.ts';

/** Checks the free space. @throws AppError DISK_FULL where the file system of `folder` has less than the files need, naming both numbers. */
export function checkFreeSpace(folder: string, files: readonly PlannedFile[]): void {
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
