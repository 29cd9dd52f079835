import { crc32 } from 'node:zlib';
import { AppError } from '@lamina/errors';
import { type Entry, openPromise, type ZipFile } from 'yauzl';

/**
 * Reads one file of a wheel (a ZIP archive), unpacked, in pieces.
 * @throws AppError FILE_UNREADABLE for anything that is not such an archive, or that lacks the file; at the end of the stream, for damaged content
 */
export async function* readWheelFile(wheel: string, path: string): AsyncGenerator<Uint8Array, void> {
  try {
    const archive = await openPromise(wheel);
    // However the loop ends, the archive is closed.
    for await (const entry of archive.eachEntry()) if (entry.fileName === path) return yield* readEntry(archive, entry);
    throw new Error(`it has no file ${path}`);
  } catch (cause) {
    const reason = cause instanceof Error ? cause.message : String(cause);
    throw new AppError('FILE_UNREADABLE', `the wheel ${wheel} cannot be read: ${reason}`, { cause });
  }
}

/** The library checks sizes; the checksum is left to its users. */
async function* readEntry(archive: ZipFile, entry: Entry): AsyncGenerator<Uint8Array, void> {
  let checksum = 0;
  for await (const piece of (await archive.openReadStreamPromise(entry)) as AsyncIterable<Buffer>) {
    checksum = crc32(piece, checksum);
    yield piece;
  }
  if (checksum !== entry.crc32)
    throw new Error(`the CRC-32 of ${entry.fileName} is ${checksum.toString(16)}, and ${entry.crc32.toString(16)} is listed`);
}
