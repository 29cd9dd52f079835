import { statfs } from 'node:fs/promises';
import { AppError } from '@lamina/errors';
import { messageOf, systemErrorCodeOf } from '../client/system-error.ts';

/** Bytes that an ordinary user can still write in a folder. */
export async function getFreeBytes(folder: string): Promise<number> {
  const { bavail, bsize } = await statfs(folder);
  return bavail * bsize;
}

/** @throws AppError DISK_FULL with the required and the free bytes. */
export function checkFreeSpace(folder: string, { neededBytes, freeBytes }: { neededBytes: number; freeBytes: number }): void {
  if (neededBytes <= freeBytes) return;
  throw new AppError(
    'DISK_FULL',
    `${neededBytes} bytes are needed in ${folder} and ${freeBytes} are free; free some space, or set HF_HUB_CACHE to a folder on a larger disk`,
    { details: { neededBytes, freeBytes } },
  );
}

/** The error for a failed file operation in the cache; other errors are returned unchanged. */
export function explainDiskError(error: unknown, path: string): unknown {
  const code = systemErrorCodeOf(error);
  if (error instanceof AppError || code === undefined) return error;
  const reason = messageOf(error);
  if (code === 'ENOSPC' || code === 'EDQUOT')
    return new AppError('DISK_FULL', `no space for ${path} (${reason}); the downloaded part is kept`, { cause: error });
  return new AppError('FORBIDDEN', `cannot write ${path} (${reason}); set HF_HUB_CACHE to a folder that this user may write`, {
    cause: error,
  });
}
