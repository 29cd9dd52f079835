import { type FileHandle, open } from 'node:fs/promises';
import { Readable } from 'node:stream';
import { createInflateRaw } from 'node:zlib';
import { AppError } from '@lamina/errors';

// PKWARE's APPNOTE 6.3.10: the end record is the last in the file, before a comment of at most 64 KiB.
const END_SIGNATURE = 0x06054b50;
const END_BYTES = 22;
const MAX_COMMENT_BYTES = 0xffff;
const ENTRY_SIGNATURE = 0x02014b50;
const ENTRY_BYTES = 46;
const LOCAL_BYTES = 30;
const STORED = 0;
const DEFLATED = 8;

interface ZipEntry {
  readonly method: number;
  readonly packedBytes: number;
  readonly offset: number;
}

/**
 * Reads one file of a wheel (a ZIP archive below 4 GiB), unpacked, in pieces.
 * @throws AppError FILE_UNREADABLE for anything that is not such an archive, or that lacks the file. Damaged content ends the stream with an error.
 */
export async function* readWheelFile(wheel: string, path: string): AsyncGenerator<Uint8Array, void> {
  const handle = await open(wheel);
  try {
    const entry = await findEntry(handle, { wheel, path });
    if (entry.method !== STORED && entry.method !== DEFLATED) throw unreadable(wheel, `${path} is packed by method ${entry.method}`);
    const local = await readAt(handle, { position: entry.offset, bytes: LOCAL_BYTES, wheel });
    const start = entry.offset + LOCAL_BYTES + local.readUInt16LE(26) + local.readUInt16LE(28);
    if (entry.packedBytes === 0) return;
    const packed = handle.createReadStream({ start, end: start + entry.packedBytes - 1, autoClose: false });
    yield* entry.method === STORED ? packed : unpack(packed);
  } finally {
    await handle.close();
  }
}

/** An error of the source ends the stream too. */
function unpack(packed: Readable): AsyncIterable<Uint8Array> {
  return Readable.from(packed).compose(createInflateRaw()) as AsyncIterable<Uint8Array>;
}

async function findEntry(handle: FileHandle, { wheel, path }: { readonly wheel: string; readonly path: string }): Promise<ZipEntry> {
  const { size } = await handle.stat();
  const tailBytes = Math.min(size, END_BYTES + MAX_COMMENT_BYTES);
  const tail = await readAt(handle, { position: size - tailBytes, bytes: tailBytes, wheel });
  const signature = Buffer.alloc(4);
  signature.writeUInt32LE(END_SIGNATURE);
  const end = tail.lastIndexOf(signature);
  if (end < 0 || end + END_BYTES > tail.length) throw unreadable(wheel, 'it is not a ZIP archive');
  const directory = await readAt(handle, { position: tail.readUInt32LE(end + 16), bytes: tail.readUInt32LE(end + 12), wheel });
  for (let at = 0; at + ENTRY_BYTES <= directory.length && directory.readUInt32LE(at) === ENTRY_SIGNATURE; ) {
    const nameBytes = directory.readUInt16LE(at + 28);
    const name = directory.toString('utf8', at + ENTRY_BYTES, at + ENTRY_BYTES + nameBytes);
    if (name === path)
      return {
        method: directory.readUInt16LE(at + 10),
        packedBytes: directory.readUInt32LE(at + 20),
        offset: directory.readUInt32LE(at + 42),
      };
    at += ENTRY_BYTES + nameBytes + directory.readUInt16LE(at + 30) + directory.readUInt16LE(at + 32);
  }
  throw unreadable(wheel, `it has no file ${path}`);
}

async function readAt(
  handle: FileHandle,
  { position, bytes, wheel }: { readonly position: number; readonly bytes: number; readonly wheel: string },
): Promise<Buffer> {
  const { buffer, bytesRead } = await handle.read(Buffer.alloc(bytes), 0, bytes, position);
  if (bytesRead < bytes) throw unreadable(wheel, `it ends before byte ${position + bytes}`);
  return buffer;
}

function unreadable(wheel: string, reason: string): AppError {
  return new AppError('FILE_UNREADABLE', `the wheel ${wheel} cannot be read: ${reason}`);
}
