import { existsSync, mkdirSync, readdirSync, renameSync, rmSync, statSync } from 'node:fs';
import { hostname } from 'node:os';
import { basename, dirname, join } from 'node:path';
import { AppError } from '@lamina/errors';
import { findErrorCode } from '../model/files/error-code.ts';

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

function isRunning(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    // The process belongs to another user.
    return findErrorCode(error) === 'EPERM';
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
