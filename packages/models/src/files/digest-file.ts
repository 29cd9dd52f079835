import { createHash } from 'node:crypto';
import type { BigIntStats } from 'node:fs';
import { mkdir, open, readFile, rename, stat, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';

/** Where digests are kept between runs. */
export interface DigestOptions {
  /** Folder of known digests, made where it is missing. Without it, every call reads the file. */
  readonly cacheFolder?: string;
  /** The largest number of bytes of packed weights beside it (WeightCache). Default: half of the disk space that is free to them. */
  readonly packedBytes?: number | undefined;
}

/** The entry of the cache for one file. If any of it has changed, the bytes are read again. */
interface Entry {
  readonly sizeBytes: string;
  readonly mtimeNs: string;
  readonly birthtimeNs: string;
  readonly ctimeNs: string;
  readonly links: string;
  readonly sha256: string;
}

const CHUNK_BYTES = 1 << 22;
// The coarsest clock of a file system in use (FAT). A file written less long ago may change again and keep its time stamp.
const CLOCK_GRAIN_MS = 2000;

/**
 * SHA-256 of a file in hex. The file is read in chunks of 4 MiB, never as a whole. With a cache folder, a file is read once per machine: an entry
 * belongs to one device and inode. It is valid while the size, the times of birth and change, and the time of the last status change are the same.
 *
 * Making or removing a hard link changes the status time, but no byte. If the number of links changed too, a link explains the new status time, and
 * the entry stays valid. So a weights file that pruned models share is still read once (see renewDigest). File system errors of `path` keep their
 * codes.
 */
export async function digestFile(path: string, options: DigestOptions = {}): Promise<string> {
  const file = await open(path, 'r');
  try {
    const before = await file.stat({ bigint: true });
    const entryPath = options.cacheFolder === undefined ? null : join(options.cacheFolder, `${before.dev}-${before.ino}.json`);
    const entry = entryPath === null ? undefined : await readKept(entryPath, isEntry);
    const isKnown = entry !== undefined && isSameFile(entry, before);
    const sha256 = isKnown ? entry.sha256 : await readDigest(file);
    const after = isKnown ? before : await file.stat({ bigint: true });
    const isSettled = isSameFile(entryOf(before, sha256), after) && Date.now() - Number(after.mtimeMs) > CLOCK_GRAIN_MS;
    if (entryPath !== null && isSettled && entry?.ctimeNs !== String(after.ctimeNs)) await keepJson(entryPath, entryOf(after, sha256));
    return sha256;
  } finally {
    await file.close();
  }
}

/**
 * Keeps the entry of a file valid after the caller made one link to it and removed another: the number of links is the same, and the status time has
 * changed. Does nothing where the cache does not know the file, or where its size or its times of birth and change are different.
 */
export async function renewDigest(path: string, options: DigestOptions): Promise<void> {
  if (options.cacheFolder === undefined) return;
  const stats = await stat(path, { bigint: true });
  const entryPath = join(options.cacheFolder, `${stats.dev}-${stats.ino}.json`);
  const entry = await readKept(entryPath, isEntry);
  if (entry && haveSameBytes(entry, entryOf(stats, entry.sha256))) await keepJson(entryPath, entryOf(stats, entry.sha256));
}

async function readDigest(file: Awaited<ReturnType<typeof open>>): Promise<string> {
  const hash = createHash('sha256');
  const buffer = new Uint8Array(CHUNK_BYTES);
  for (;;) {
    const { bytesRead } = await file.read(buffer, 0, CHUNK_BYTES);
    if (bytesRead === 0) return hash.digest('hex');
    hash.update(buffer.subarray(0, bytesRead));
  }
}

function entryOf(stats: BigIntStats, sha256: string): Entry {
  return {
    sizeBytes: String(stats.size),
    mtimeNs: String(stats.mtimeNs),
    birthtimeNs: String(stats.birthtimeNs),
    ctimeNs: String(stats.ctimeNs),
    links: String(stats.nlink),
    sha256,
  };
}

function isSameFile(entry: Entry, stats: BigIntStats): boolean {
  const now = entryOf(stats, entry.sha256);
  return haveSameBytes(entry, now) && (entry.ctimeNs === now.ctimeNs || entry.links !== now.links);
}

function haveSameBytes(a: Entry, b: Entry): boolean {
  return a.sizeBytes === b.sizeBytes && a.mtimeNs === b.mtimeNs && a.birthtimeNs === b.birthtimeNs;
}

function isEntry(value: object): value is Entry {
  return 'sha256' in value && /^[0-9a-f]{64}$/.test(String(value.sha256));
}

/** A kept result; undefined where it is absent, unreadable or something else, so that it is computed again. */
export async function readKept<T extends object>(path: string, isKept: (value: object) => value is T): Promise<T | undefined> {
  try {
    const value: unknown = JSON.parse(await readFile(path, 'utf8'));
    return typeof value === 'object' && value !== null && isKept(value) ? value : undefined;
  } catch {
    return undefined;
  }
}

/** Keeps a result, whole or not at all. */
export async function keepJson(path: string, value: object): Promise<void> {
  const unfinished = `${path}.${process.pid}-${process.hrtime.bigint()}`;
  try {
    await mkdir(dirname(path), { recursive: true });
    await writeFile(unfinished, JSON.stringify(value));
    await rename(unfinished, path);
  } catch {
    // A cache that is full or read-only costs time, but never the result.
  }
}
