import { type FileHandle, open } from 'node:fs/promises';
import { getAt } from '@lamina/errors';
import { joinRanges, repeatBytes, type WeightPiece } from './planned-write.ts';

const BUFFER_BYTES = 1 << 21;
/** One buffer is filled while others are written. */
const BUFFERS = 3;

/** The place from which consecutive bytes are read, and the place to which they go. */
interface Step {
  readonly from: FileHandle;
  readonly offset: number;
  readonly sizeBytes: number;
  readonly at: number;
}

/** Writes pieces by ascending offset, with zeros between them. Ranges go through three buffers of 2 MiB: one is filled while others are written. */
export async function writeRanges(path: string, pieces: readonly WeightPiece[]): Promise<void> {
  const writer = new RangeWriter(await open(path, 'w'));
  try {
    for (const piece of joinRanges(pieces)) {
      if (piece.at > writer.end) await writer.append(repeatBytes(new Uint8Array(1), piece.at - writer.end));
      if ('make' in piece) await writer.append(piece.make());
      else await writer.copy(piece);
    }
    await writer.finish();
  } finally {
    await writer.close();
  }
}

class RangeWriter {
  readonly #target: FileHandle;
  readonly #buffers = Array.from({ length: BUFFERS }, () => new Uint8Array(BUFFER_BYTES));
  readonly #writes: Promise<void>[] = this.#buffers.map(() => Promise.resolve());
  readonly #sources = new Map<string, FileHandle>();
  /** The number of bytes taken over so far. */
  end = 0;

  constructor(target: FileHandle) {
    this.#target = target;
  }

  /** Copies a range of another file to the end of this file. */
  async copy({ from, offset, sizeBytes }: { readonly from: string; readonly offset: number; readonly sizeBytes: number }): Promise<void> {
    const source = await this.#open(from);
    const steps = listSteps({ from: source, offset, sizeBytes, at: this.end });
    let reading = quiet(this.#read(steps[0], 0));
    for (const [place, step] of steps.entries()) {
      const bytes = await reading;
      if (bytes.byteLength < step.sizeBytes)
        throw new Error(`${from} ended at byte ${step.offset + bytes.byteLength}, before the end of the weights to copy`);
      reading = quiet(this.#read(steps[place + 1], (place + 1) % BUFFERS));
      this.#writes[place % BUFFERS] = quiet(writeWhole(this.#target, bytes, step.at));
    }
    await Promise.all(this.#writes);
    this.end += sizeBytes;
  }

  /** Reads a step into a buffer as soon as the buffer is free. Does nothing where there is no step. */
  async #read(step: Step | undefined, buffer: number): Promise<Uint8Array> {
    await this.#writes[buffer];
    if (step === undefined) return new Uint8Array(0);
    const bytes = getAt(this.#buffers, buffer).subarray(0, step.sizeBytes);
    let filled = 0;
    while (filled < bytes.byteLength) {
      const { bytesRead } = await step.from.read(bytes, filled, bytes.byteLength - filled, step.offset + filled);
      if (bytesRead === 0) break;
      filled += bytesRead;
    }
    return bytes.subarray(0, filled);
  }

  /** Writes bytes that were made in memory to the end of this file. */
  async append(pieces: Iterable<Uint8Array>): Promise<void> {
    for (const bytes of pieces) {
      await writeWhole(this.#target, bytes, this.end);
      this.end += bytes.byteLength;
    }
  }

  async finish(): Promise<void> {
    await Promise.all(this.#writes);
  }

  async close(): Promise<void> {
    await Promise.allSettled(this.#writes);
    for (const source of this.#sources.values()) await source.close();
    await this.#target.close();
  }

  async #open(path: string): Promise<FileHandle> {
    const opened = this.#sources.get(path);
    if (opened !== undefined) return opened;
    const source = await open(path, 'r');
    this.#sources.set(path, source);
    return source;
  }
}

function listSteps({ from, offset, sizeBytes, at }: Step): readonly Step[] {
  return Array.from({ length: Math.ceil(sizeBytes / BUFFER_BYTES) }, (_, index) => {
    const done = index * BUFFER_BYTES;
    return { from, offset: offset + done, sizeBytes: Math.min(BUFFER_BYTES, sizeBytes - done), at: at + done };
  });
}

async function writeWhole(target: FileHandle, bytes: Uint8Array, at: number): Promise<void> {
  for (let done = 0; done < bytes.byteLength; ) {
    const { bytesWritten } = await target.write(bytes, done, bytes.byteLength - done, at + done);
    done += bytesWritten;
  }
}

/** The same promise. Its failure is reported only when it is awaited. */
function quiet<T>(promise: Promise<T>): Promise<T> {
  promise.catch(() => undefined);
  return promise;
}
