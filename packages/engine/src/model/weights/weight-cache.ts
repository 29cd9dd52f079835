import { existsSync, mkdirSync, readdirSync, renameSync, rmSync, statfsSync, statSync, utimesSync } from 'node:fs';
import { join } from 'node:path';
import { AppError } from '@lamina/errors';
import { isRunning } from '@lamina/hub';

const UNFINISHED = /\.(\d+)-\d+\.unfinished$/;
/** The share of the disk that the cache may take of what is free and what it has. */
const SHARE = 0.5;

/** A folder of folders that can be made again. The least recently used ones go first when room is needed. */
export class WeightCache {
  readonly #root: string;

  constructor(root: string) {
    this.#root = root;
  }

  path(name: string): string {
    return join(this.#root, name);
  }

  /** Marks a folder as used now. */
  touch(name: string): void {
    const now = new Date();
    utimesSync(this.path(name), now, now);
  }

  remove(name: string): void {
    rmSync(this.path(name), { recursive: true, force: true });
  }

  /**
   * Removes what writers left that were killed, and folders until the cache has room for `neededBytes` within its share of the disk.
   * @throws AppError DISK_FULL where the disk has not that much, even without the cache.
   */
  makeRoom(neededBytes: number): void {
    mkdirSync(this.#root, { recursive: true });
    const names = readdirSync(this.#root);
    for (const name of names) {
      const [, writer] = UNFINISHED.exec(name) ?? [];
      if (writer !== undefined && !isRunning(Number(writer))) this.remove(name);
    }
    const entries = names
      .filter((name) => !UNFINISHED.test(name))
      .map((name) => ({ name, sizeBytes: sizeOf(this.path(name)), usedMs: statSync(this.path(name)).mtimeMs }))
      .sort((a, b) => a.usedMs - b.usedMs);
    let heldBytes = entries.reduce((sum, { sizeBytes }) => sum + sizeBytes, 0);
    const limitBytes = (this.#freeBytes() + heldBytes) * SHARE;
    for (const { name, sizeBytes } of entries) {
      if (heldBytes + neededBytes <= limitBytes) break;
      this.remove(name);
      heldBytes -= sizeBytes;
    }
    const freeBytes = this.#freeBytes();
    if (neededBytes <= freeBytes) return;
    throw new AppError(
      'DISK_FULL',
      `the packed weights take ${neededBytes} bytes in ${this.#root}, where ${freeBytes} are free; make room, or set LAMINA_DATA_DIR to a folder on a larger disk`,
    );
  }

  /** Writes a folder under another name, and renames it when it is whole. */
  write(name: string, fill: (folder: string) => void): void {
    const unfinished = `${this.path(name)}.${process.pid}-${process.hrtime.bigint()}.unfinished`;
    try {
      mkdirSync(unfinished, { recursive: true });
      fill(unfinished);
      // Another process may have written the same.
      if (!existsSync(this.path(name))) renameSync(unfinished, this.path(name));
    } finally {
      rmSync(unfinished, { recursive: true, force: true });
    }
  }

  #freeBytes(): number {
    const { bavail, bsize } = statfsSync(this.#root);
    return bavail * bsize;
  }
}

function sizeOf(folder: string): number {
  return readdirSync(folder, { recursive: true, encoding: 'utf8' }).reduce((sum, name) => sum + statSync(join(folder, name)).size, 0);
}
