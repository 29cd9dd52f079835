import { createHash } from 'node:crypto';
import type { BigIntStats } from 'node:fs';
import { mkdir, open, readFile, rename, stat, writeFile } from 'node:fs/promises';
import { join } from 'node:path';

/** Where digests are kept between runs. */
export interface DigestOptions {
  /** Folder of known digests, made when missing; without it every call reads the file. */
  readonly cacheFolder?: string;
}

/** What the cache knows of one file: if any of it changed, the bytes are read again. */
interface Entry {
  readonly sizeBytes: string;
  readonly mtimeNs: string;
  readonly birthtimeNs: string;
  readonly ctimeNs: string;
  readonly links: string;
  readonly sha256: string;
}

const CHUNK_BYTES = 1 << 22;
// The coarsest clock of a file system in use (FAT): a file written since may be written again under the same time stamp.
const CLOCK_GRAIN_MS = 2000;

/**
 * SHA-256 of a file in hex, read in chunks of 4 MiB and never as a whole. With a cache folder a file is read once on a machine: an entry is
 * one device and inode, and holds while size, the times of birth and change and the time of the last status change are those of the reading.
 *
 * Making or removing a hard link changes the status time and no byte; where the number of links changed with it, that is the reason, and the
 * entry stays good. So a weights file that pruned models share is still read once (see renewDigest). File system errors of `path` pass through
 * with their codes.
 */
export async function digestFile(path: string, options: DigestOptions = {}): Promise<string> {
  const file = await open(path, 'r');
  try {
    const before = await file.stat({ bigint: true });
    const entryPath = options.cacheFolder === undefined ? null : join(options.cacheFolder, `${before.dev}-${before.ino}.json`);
    const known = entryPath === null ? undefined : await findEntry(entryPath);
    const isKnown = known !== undefined && isSameFile(known, before);
    const sha256 = isKnown ? known.sha256 : await readDigest(file);
    const after = isKnown ? before : await file.stat({ bigint: true });
    const isSettled = isSameFile(entryOf(before, sha256), after) && Date.now() - Number(after.mtimeMs) > CLOCK_GRAIN_MS;
    if (entryPath !== null && isSettled && known?.ctimeNs !== String(after.ctimeNs)) await saveEntry(entryPath, entryOf(after, sha256));
    return sha256;
  } finally {
    await file.close();
  }
}

/**
 * Keeps what the cache knows of a file good after the caller made one link to it and removed another, which leaves the number of links as it
 * was and the status time changed. Does nothing for files the cache does not know, or whose size or times of birth and change are others.
 */
export async function renewDigest(path: string, options: DigestOptions): Promise<void> {
  if (options.cacheFolder === undefined) return;
  const stats = await stat(path, { bigint: true });
  const entryPath = join(options.cacheFolder, `${stats.dev}-${stats.ino}.json`);
  const known = await findEntry(entryPath);
  if (known && haveSameBytes(known, entryOf(stats, known.sha256))) await saveEntry(entryPath, entryOf(stats, known.sha256));
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

function isSameFile(known: Entry, stats: BigIntStats): boolean {
  const now = entryOf(stats, known.sha256);
  return haveSameBytes(known, now) && (known.ctimeNs === now.ctimeNs || known.links !== now.links);
}

function haveSameBytes(a: Entry, b: Entry): boolean {
  return a.sizeBytes === b.sizeBytes && a.mtimeNs === b.mtimeNs && a.birthtimeNs === b.birthtimeNs;
}

async function findEntry(path: string): Promise<Entry | undefined> {
  try {
    const value: unknown = JSON.parse(await readFile(path, 'utf8'));
    const isEntry = typeof value === 'object' && value !== null && 'sha256' in value && /^[0-9a-f]{64}$/.test(String(value.sha256));
    return isEntry ? (value as Entry) : undefined;
  } catch {
    // Not there yet, or not readable: the file's bytes are read instead.
    return undefined;
  }
}

async function saveEntry(path: string, entry: Entry): Promise<void> {
  const unfinished = `${path}.${process.pid}-${process.hrtime.bigint()}`;
  try {
    await mkdir(join(path, '..'), { recursive: true });
    await writeFile(unfinished, JSON.stringify(entry));
    await rename(unfinished, path);
  } catch {
    // A cache on a full or read-only disk costs a second reading, nothing else.
  }
}
