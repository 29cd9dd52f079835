import { existsSync, mkdirSync, readdirSync, renameSync, rmSync, statfsSync, statSync, utimesSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { AppError } from '@lamina/errors';
import { isRunning } from '@lamina/hub';
import type { DigestOptions } from '../files/digest-file.ts';

const UNFINISHED = /\.(\d+)-\d+\.unfinished$/;
/** Without a setting, the cache may take half of the disk space that is free or its own. */
const SHARE = 0.5;

/** A packed file in the cache. */
export interface CachedWeights {
  readonly name: string;
  readonly sizeBytes: number;
  readonly usedAt: Date;
}

/** The folder of packed files, each in a folder of its own, which can be made again. The least recently used ones go first when room is needed. */
export class WeightCache {
  readonly root: string;
  readonly #limitBytes: number | undefined;

  /** @param options the folder of digests, beside which it lies */
  constructor({ cacheFolder, packedBytes }: DigestOptions) {
    this.root = join(cacheFolder === undefined ? tmpdir() : dirname(cacheFolder), 'packed-weights');
    this.#limitBytes = packedBytes;
  }

  /** The packed files, the least recently used one first. */
  list(): readonly CachedWeights[] {
    if (!existsSync(this.root)) return [];
    return readdirSync(this.root)
      .filter((name) => !UNFINISHED.test(name))
      .map((name) => ({ name, sizeBytes: sizeOfFolder(this.path(name)), usedAt: statSync(this.path(name)).mtime }))
      .sort((a, b) => a.usedAt.getTime() - b.usedAt.getTime());
  }

  /** The largest number of bytes that it may hold. */
  findLimit(): number {
    if (this.#limitBytes !== undefined) return this.#limitBytes;
    mkdirSync(this.root, { recursive: true });
    return this.#limitOf(this.list().reduce((sum, { sizeBytes }) => sum + sizeBytes, 0));
  }

  path(name: string): string {
    return join(this.root, name);
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
   * Removes what writers left that were killed, and folders until the cache has room for `neededBytes` within its limit. A file that alone exceeds the limit is written all the same.
   * @throws AppError DISK_FULL where the disk has not that much, even without the cache.
   */
  makeRoom(neededBytes: number): void {
    mkdirSync(this.root, { recursive: true });
    for (const name of readdirSync(this.root)) {
      const [, writer] = UNFINISHED.exec(name) ?? [];
      if (writer !== undefined && !isRunning(Number(writer))) this.remove(name);
    }
    const entries = this.list();
    let heldBytes = entries.reduce((sum, { sizeBytes }) => sum + sizeBytes, 0);
    const limitBytes = this.#limitOf(heldBytes);
    for (const { name, sizeBytes } of entries) {
      if (heldBytes + neededBytes <= limitBytes) break;
      this.remove(name);
      heldBytes -= sizeBytes;
    }
    const freeBytes = this.#freeBytes();
    if (neededBytes <= freeBytes) return;
    throw new AppError(
      'DISK_FULL',
      `the packed weights take ${neededBytes} bytes in ${this.root}, where ${freeBytes} are free; make room, or set LAMINA_DATA_DIR to a folder on a larger disk`,
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

  /** @param heldBytes of its files now */
  #limitOf(heldBytes: number): number {
    return this.#limitBytes ?? (this.#freeBytes() + heldBytes) * SHARE;
  }

  #freeBytes(): number {
    const { bavail, bsize } = statfsSync(this.root);
    return bavail * bsize;
  }
}

/** A cache for a model that is opened once. What is packed goes with it; other processes pack the same weights elsewhere, and lose nothing. */
export function createOwnCache(digests: DigestOptions = {}): { readonly digests: DigestOptions; remove(): void } {
  // Named as what a killed writer leaves.
  const folder = join(new WeightCache(digests).root, `once.${process.pid}-${process.hrtime.bigint()}.unfinished`);
  return {
    digests: { ...digests, cacheFolder: join(folder, 'digests') },
    remove: () => rmSync(folder, { recursive: true, force: true }),
  };
}

/** Bytes of the files in a folder; 0 if there is none. */
export function sizeOfFolder(folder: string): number {
  if (!existsSync(folder)) return 0;
  return readdirSync(folder, { recursive: true, encoding: 'utf8' }).reduce((sum, name) => sum + statSync(join(folder, name)).size, 0);
}

/**
 * The limit of packed weights, in bytes, from a text of gigabytes. No text, or an empty one, gives undefined: half of the free disk space.
 * @throws AppError CONFIG_INVALID.
 */
export function parseCacheGigabytes(text: string | undefined): number | undefined {
  if (text === undefined || text === '') return undefined;
  const gigabytes = Number(text);
  if (gigabytes >= 0) return gigabytes * 1e9;
  throw new AppError(
    'CONFIG_INVALID',
    `LAMINA_CACHE_GB is "${text}"; give a number of gigabytes, or leave it empty for half of the free disk space`,
  );
}
