import { statfs } from 'node:fs/promises';
import { AppError } from '@lamina/errors';
import { messageOf, systemErrorCodeOf } from '../client/system-error.ts';

/** Bytes an ordinary user can still write in a folder. */
export async function getFreeBytes(folder: string): Promise<number> {
  const { bavail, bsize } = await statfs(folder);
  return bavail * bsize;
}

/** @throws AppError DISK_FULL naming the bytes that are needed and those that are free. */
export function checkFreeSpace(folder: string, { neededBytes, freeBytes }: { neededBytes: number; freeBytes: number }): void {
  if (neededBytes <= freeBytes) return;
  throw new AppError(
    'DISK_FULL',
    `${neededBytes} bytes are needed below ${folder} and ${freeBytes} are free; make room, or set HF_HUB_CACHE to a folder on a larger disk`,
    { details: { neededBytes, freeBytes } },
  );
}

/** What a failing file operation below the cache means to a user; errors that are none come back as they are. */
export function explainDiskError(error: unknown, path: string): unknown {
  const code = systemErrorCodeOf(error);
  if (error instanceof AppError || code === undefined) return error;
  const reason = messageOf(error);
  if (code === 'ENOSPC' || code === 'EDQUOT')
    return new AppError('DISK_FULL', `no room for ${path} (${reason}); what came so far is kept`, { cause: error });
  return new AppError('FORBIDDEN', `cannot write ${path} (${reason}); set HF_HUB_CACHE to a folder that this user may write`, {
    cause: error,
  });
}
