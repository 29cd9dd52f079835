import { createHash, type Hash } from 'node:crypto';
import { once } from 'node:events';
import {
  closeSync,
  constants,
  copyFileSync,
  existsSync,
  linkSync,
  mkdirSync,
  openSync,
  readdirSync,
  realpathSync,
  renameSync,
  rmSync,
  statfsSync,
  statSync,
  writeSync,
} from 'node:fs';
import { hostname } from 'node:os';
import { basename, dirname, extname, join, sep } from 'node:path';
import { Worker } from 'node:worker_threads';
import { AppError } from '@lamina/errors';
import { isRunning } from '@lamina/hub';
import { type DigestOptions, digestFile, encodeGraph, findErrorCode, type OpenedModel } from '@lamina/models';
import type { PlannedFile } from './planned-write.ts';
import { writeRanges } from './write-ranges.ts';

/** `.PID-TIME-HOST.unfinished` is being written. `.PID-TIME-HOST-NAME.replaced` was NAME until the new folder took its place. */
const LEFTOVER = /^\.(\d+)-\d+(?:-(.+))?\.(unfinished|replaced)$/;

/**
 * Makes a folder whole or not at all. `write` fills a new folder beside `out`, which then takes the place of `out`. A folder that stood there is kept
 * aside until then. If this process ends in between, the next call puts it back. What dead processes of this machine left is removed.
 *
 * @param isOurs whether a folder that is not empty may be replaced
 * @throws AppError CONFLICT where `out` is taken, FORBIDDEN where it cannot be made, DISK_FULL.
 */
export async function replaceFolder<T>(
  out: string,
  isOurs: (folder: string) => boolean,
  write: (folder: string) => Promise<T>,
): Promise<T> {
  const parent = dirname(out);
  const unfinished = nameLeftover(parent, '.unfinished');
  try {
    makeFolders(parent);
    cleanLeftovers(parent);
    checkFree(out, isOurs);
    mkdirSync(unfinished);
    const result = await write(unfinished);
    takePlace(unfinished, out);
    return result;
  } catch (cause) {
    if (existsSync(unfinished)) rmSync(unfinished, { recursive: true });
    throw explain(out, cause);
  }
}

function nameLeftover(parent: string, ending: string): string {
  return join(parent, `.${process.pid}-${process.hrtime.bigint()}-${hostname()}${ending}`);
}

const ATTEMPTS = 5;

/** A folder cannot be renamed onto one that is not empty, so the old one is moved aside first. Another process may do the same at this moment. */
function takePlace(folder: string, out: string): void {
  for (let attempt = 1; ; attempt += 1) {
    const replaced = nameLeftover(dirname(out), `-${basename(out)}.replaced`);
    const hadOne = renameIfThere(out, replaced);
    try {
      renameSync(folder, out);
      if (hadOne) rmSync(replaced, { recursive: true, force: true });
      return;
    } catch (error) {
      const isTaken = ['ENOTEMPTY', 'EEXIST'].some((code) => code === findErrorCode(error));
      if (hadOne && isTaken) rmSync(replaced, { recursive: true, force: true });
      else if (hadOne) renameIfThere(replaced, out);
      if (!isTaken || attempt === ATTEMPTS) throw error;
    }
  }
}

function renameIfThere(from: string, to: string): boolean {
  try {
    renameSync(from, to);
    return true;
  } catch (error) {
    if (findErrorCode(error) === 'ENOENT') return false;
    throw error;
  }
}

/** Makes one folder after the other. Below a file system that makes no folders, such as /proc, the recursive mkdir of Node never returns. */
function makeFolders(path: string): void {
  if (existsSync(path)) return;
  if (dirname(path) !== path) makeFolders(dirname(path));
  try {
    mkdirSync(path);
  } catch (error) {
    if (!existsSync(path)) throw error;
  }
}

function checkFree(out: string, isOurs: (folder: string) => boolean): void {
  if (!existsSync(out)) return;
  if (!statSync(out).isDirectory()) throw new AppError('CONFLICT', `${out} is a file; name a new folder with --out`);
  if (readdirSync(out).length > 0 && !isOurs(out))
    throw new AppError('CONFLICT', `${out} is not empty and contains no pruned model; name a new folder with --out`);
}

function cleanLeftovers(parent: string): void {
  for (const name of readdirSync(parent)) {
    const [, pid, place = hostname(), kind] = LEFTOVER.exec(name) ?? [];
    if (pid === undefined || !place.startsWith(hostname()) || isRunning(Number(pid))) continue;
    const path = join(parent, name);
    const target = join(parent, place.slice(hostname().length + 1));
    if (kind === 'replaced' && target !== join(parent) && !existsSync(target)) renameIfThere(path, target);
    else rmSync(path, { recursive: true, force: true });
  }
}

// No space is left, a quota is reached, or the process may not write so large a file.
const FULL_CODES = ['ENOSPC', 'EDQUOT', 'EFBIG'];
// A file system without folders of its own, such as /proc, answers ENOENT.
const FORBIDDEN_CODES = ['EACCES', 'EPERM', 'EROFS', 'ENOTDIR', 'ENOENT', 'ENAMETOOLONG'];

function explain(out: string, cause: unknown): unknown {
  const code = findErrorCode(cause);
  if (code === undefined) return cause;
  if (FULL_CODES.includes(code)) {
    const message = `the disk of ${out} is full, or a quota is reached (${code}); free some space, or choose another --out. No partial files remain`;
    return new AppError('DISK_FULL', message, { cause });
  }
  if (FORBIDDEN_CODES.includes(code)) return new AppError('FORBIDDEN', `cannot write ${out} (${code}); choose another --out`, { cause });
  return cause;
}

/** Refuses to write a model into its own folder: what it is made of would be replaced. Another folder may be written. @throws AppError CONFLICT */
export function checkElsewhere({ source }: OpenedModel, out: string): void {
  if (!existsSync(out)) return;
  const [target, own] = [realpathSync(out), realpathSync(source.path)];
  if (own.startsWith(target + sep)) throw new AppError('CONFLICT', `${out} contains the input model; name another folder with --out`);
}

/** A file of a written model. `path` is relative to the folder of the model. */
export interface WrittenFile {
  readonly path: string;
  readonly bytes: number;
  readonly sha256: string;
}

/** A file whose digest may still be missing: copying weights is faster than digesting them (digestWritten). */
type UndigestedFile = Omit<WrittenFile, 'sha256'> & { readonly sha256: string | null };

/**
 * Writes planned files below `folder`, and returns their sizes, and the digests of all files except copied weights. File system errors keep their codes.
 *
 * @throws AppError DISK_FULL where the files would not fit, before anything is written.
 */
export async function writeFiles(
  folder: string,
  files: readonly PlannedFile[],
  options: DigestOptions,
): Promise<readonly UndigestedFile[]> {
  checkFreeSpace(folder, files);
  const written: UndigestedFile[] = [];
  for (const file of files) {
    const path = join(folder, file.path);
    const sha256 = await writeFile(path, file, options);
    written.push({ path: file.path, bytes: statSync(path).size, sha256 });
  }
  return written;
}

async function writeFile(path: string, file: PlannedFile, options: DigestOptions): Promise<string | null> {
  if (file.kind === 'text') return writePieces(path, [Buffer.from(file.text)]);
  if (file.kind === 'graph') return writePieces(path, encodeGraph(file.model, file.source));
  if (file.kind === 'ranges') {
    await writeRanges(path, file.ranges);
    return null;
  }
  // A linked file is the parent's own. For a copy, the cache may know the digest of the parent's file.
  const sha256 = await digestFile(file.from, options);
  if (file.kind === 'link') linkOrCopy(file.from, path);
  else copyFileSync(file.from, path, constants.COPYFILE_FICLONE);
  return sha256;
}

/** Writes pieces one after the other, and digests them at the same time. */
function writePieces(path: string, pieces: Iterable<Uint8Array>): string {
  const hash: Hash = createHash('sha256');
  const descriptor = openSync(path, 'w');
  try {
    for (const piece of pieces) {
      hash.update(piece);
      for (let done = 0; done < piece.byteLength; ) done += writeSync(descriptor, piece, done);
    }
  } finally {
    closeSync(descriptor);
  }
  return hash.digest('hex');
}

function linkOrCopy(from: string, path: string): void {
  try {
    linkSync(from, path);
  } catch (error) {
    // Another device, a file system without links, or a file of another user: the file is copied instead.
    if (!['EXDEV', 'EPERM', 'ENOTSUP', 'EMLINK', 'EACCES'].some((code) => code === findErrorCode(error))) throw error;
    copyFileSync(from, path, constants.COPYFILE_FICLONE);
  }
}

/** Checks the free space. @throws AppError DISK_FULL where the file system of `folder` has less than the files need, naming both numbers. */
function checkFreeSpace(folder: string, files: readonly PlannedFile[]): void {
  const neededBytes = files.reduce((sum, file) => sum + countBytes(file), 0);
  const { bavail, bsize } = statfsSync(folder);
  const freeBytes = bavail * bsize;
  if (neededBytes <= freeBytes) return;
  throw new AppError(
    'DISK_FULL',
    `the output model needs ${formatMegabytes(neededBytes)} MB, but the disk has ${formatMegabytes(freeBytes)} MB left; free some space, or choose another --out`,
  );
}

/** The bytes that a file needs. A graph without its weights counts as 0. */
function countBytes(file: PlannedFile): number {
  if (file.kind === 'ranges') return file.ranges.reduce((end, { at, sizeBytes }) => Math.max(end, at + sizeBytes), 0);
  if (file.kind === 'copy') return existsSync(file.from) ? statSync(file.from).size : 0;
  return file.kind === 'text' ? Buffer.byteLength(file.text) : 0;
}

function formatMegabytes(bytes: number): string {
  return (bytes / 1e6).toFixed(0);
}

/** Fewer bytes than this are digested sooner than a thread starts. */
const MIN_THREAD_BYTES = 1 << 24;

/**
 * The same files with all digests. Large files are read in a thread of their own, so that the caller can open and run them meanwhile. File system errors
 * keep their codes.
 */
export async function digestWritten(folder: string, files: readonly UndigestedFile[]): Promise<readonly WrittenFile[]> {
  const missing = files.filter(({ sha256 }) => sha256 === null);
  const paths = missing.map(({ path }) => join(folder, path));
  const bytes = missing.reduce((sum, file) => sum + file.bytes, 0);
  const digests = bytes < MIN_THREAD_BYTES ? await Promise.all(paths.map((path) => digestFile(path))) : await digestInThread(paths);
  const byPath = new Map(missing.map(({ path }, index) => [path, digests[index]]));
  return files.map((file) => {
    const sha256 = file.sha256 ?? byPath.get(file.path);
    if (sha256 === undefined) throw new Error(`no digest of ${file.path} was made`);
    return { ...file, sha256 };
  });
}

async function digestInThread(paths: readonly string[]): Promise<readonly string[]> {
  // The extension is that of this file: sources run as they are, or as the JavaScript of a bundle.
  const worker = new Worker(join(import.meta.dirname, `digest-worker${extname(import.meta.filename)}`), { workerData: paths });
  const [digests] = (await once(worker, 'message')) as [readonly string[]];
  return digests;
}
