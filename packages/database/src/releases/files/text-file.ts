import { once } from 'node:events';
import { createWriteStream } from 'node:fs';
import { finished } from 'node:stream/promises';

/** A file to which text is appended; a writer that is faster than the disk waits. */
export interface TextFile {
  write(text: string): Promise<void>;
  end(): Promise<void>;
}

/** Opens a new file. */
export function openTextFile(path: string): TextFile {
  const stream = createWriteStream(path, { flags: 'wx' });
  const ended = finished(stream);
  // The error is handled where the file is written or closed.
  ended.catch(() => undefined);
  return {
    async write(text) {
      if (!stream.write(text)) await Promise.race([once(stream, 'drain'), ended]);
    },
    async end() {
      stream.end();
      await ended;
    },
  };
}
