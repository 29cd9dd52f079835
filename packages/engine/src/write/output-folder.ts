import { existsSync, mkdirSync, readdirSync, renameSync, rmSync, statSync } from 'node:fs';
import { hostname } from 'node:os';
import { basename, dirname, join } from 'node:path';
import { AppError } from '@lamina/errors';
import { findErrorCode } from '../model/files/error-code.ts';

/** `.PID-TIME-HOST.unfinished` is being written; `.PID-TIME-HOST-NAME.replaced` was NAME until its successor stood in its place. */
const LEFTOVER = /^\.(\d+)-\d+(?:-(.+))?\.(unfinished|replaced)$/;

/**
 * Makes a folder whole or not at all: `write` fills a new folder beside `out`, which then takes its place. A folder that stood there is kept
 * aside until then, and put back at the next call should this process die in between; what dead processes of this machine left is cleaned up.
 *
 * @param isOurs whether a folder that is not empty may be replaced.
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

/** A folder cannot be renamed onto a full one, so the old one is moved aside first. Another process may be doing the same at this moment. */
function takePlace(folder: string, out: string): void {
  for (let attempt = 1; ; attempt += 1) {
    const replaced = nameLeftover(dirname(out), `-${basename(out)}.replaced`);
    const hadOne = renameIfThere(out, replaced);
    try {
      renameSync(folder, out);
      if (hadOne) rmSync(replaced, { recursive: true, force: true });
      return;
    } catch (error) {
      const isTaken = ['ENOTEMPTY', 'EEXIST'].includes(findErrorCode(error) ?? '');
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

/** One folder after the other: Node's recursive mkdir never returns below a file system that makes no folders, such as /proc. */
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
    throw new AppError('CONFLICT', `${out} is not empty and holds no pruned model; name a new folder with --out`);
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
    // Somebody else's process.
    return findErrorCode(error) === 'EPERM';
  }
}

// No space, a user's quota, a process's file size limit.
const FULL_CODES = ['ENOSPC', 'EDQUOT', 'EFBIG'];
// ENOENT is what a file system without folders of its own answers, such as /proc.
const FORBIDDEN_CODES = ['EACCES', 'EPERM', 'EROFS', 'ENOTDIR', 'ENOENT', 'ENAMETOOLONG'];

function explain(out: string, cause: unknown): unknown {
  const code = findErrorCode(cause) ?? '';
  if (FULL_CODES.includes(code)) {
    const message = `the disk of ${out} is full, or a quota is reached (${code}); free some space, or choose another --out. Nothing was left behind`;
    return new AppError('DISK_FULL', message, { cause });
  }
  if (FORBIDDEN_CODES.includes(code)) return new AppError('FORBIDDEN', `cannot write ${out} (${code}); choose another --out`, { cause });
  return cause;
}
