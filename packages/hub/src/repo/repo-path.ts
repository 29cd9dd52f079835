import { AppError } from '@lamina/errors';

const MAX_PATH_LENGTH = 1024;

/** True if a path of a repository stays inside its folder on every system: no "..", no root, no drive, no backslash, no control character. */
export function isSafeRepoPath(path: string): boolean {
  if (path.length > MAX_PATH_LENGTH || /^[a-z]:/i.test(path) || path.includes('\\')) return false;
  if ([...path].some((character) => character < ' ' || character === '\x7f')) return false;
  return path.split('/').every((part) => part !== '' && part !== '.' && part !== '..');
}

/**
 * Checks all paths of one repository.
 * @throws AppError HUB_ANSWER_INVALID for a path that leaves the folder, and for a path that is both a file and a folder.
 */
export function checkRepoPaths(paths: readonly string[], repo: string): void {
  const all = new Set(paths);
  for (const path of paths) {
    if (!isSafeRepoPath(path)) {
      throw new AppError(
        'HUB_ANSWER_INVALID',
        `${repo} holds a file named ${JSON.stringify(path.slice(0, 200))}, which would be written outside its folder; nothing of it is downloaded`,
      );
    }
    const parts = path.split('/');
    const fileAbove = parts.slice(0, -1).findIndex((_, index) => all.has(parts.slice(0, index + 1).join('/')));
    if (fileAbove < 0) continue;
    throw new AppError('HUB_ANSWER_INVALID', `${repo} lists ${parts.slice(0, fileAbove + 1).join('/')} both as a file and as a folder`);
  }
}
