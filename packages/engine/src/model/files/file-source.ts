import { closeSync, fstatSync, openSync, readSync } from 'node:fs';
import { AppError } from '@lamina/errors';
import type { ByteSource } from '@lamina/onnx';

/** An open file as a byte source. The caller closes it when the graph has been read. */
export interface FileSource extends ByteSource {
  close(): void;
}

/** Opens a file. @throws AppError FILE_NOT_FOUND or FILE_UNREADABLE, naming the path. */
export function openFileSource(path: string): FileSource {
  const descriptor = openOrExplain(path);
  const close = (): void => closeSync(descriptor);
  const stat = fstatSync(descriptor);
  if (!stat.isFile()) {
    close();
    throw new AppError('FILE_UNREADABLE', `${path} is not a file; name a folder that holds onnx/model.onnx, or an .onnx file`);
  }
  return { sizeBytes: stat.size, read: (offset, sizeBytes) => readExactly(descriptor, offset, sizeBytes), close };
}

function openOrExplain(path: string): number {
  try {
    return openSync(path, 'r');
  } catch (cause) {
    const missing = cause instanceof Error && 'code' in cause && cause.code === 'ENOENT';
    throw new AppError(
      missing ? 'FILE_NOT_FOUND' : 'FILE_UNREADABLE',
      `cannot open ${path}: ${cause instanceof Error ? cause.message : String(cause)}`,
      { cause },
    );
  }
}

function readExactly(descriptor: number, offset: number, sizeBytes: number): Uint8Array {
  const bytes = new Uint8Array(sizeBytes);
  let filled = 0;
  while (filled < sizeBytes) {
    const got = readSync(descriptor, bytes, filled, sizeBytes - filled, offset + filled);
    if (got === 0) break;
    filled += got;
  }
  return bytes.subarray(0, filled);
}
