import { existsSync, realpathSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';
import { type Gguf, listSplitFiles, readGguf } from '@lamina/checkpoints';
import type { FileSource } from './file-source.ts';
import { withFiles } from './with-files.ts';

/** A GGUF model and its open files. */
export interface OpenGguf {
  readonly gguf: Gguf;
  /** Real paths of the parts, first part first. */
  readonly paths: readonly string[];
  readonly getSource: (file: string) => FileSource;
}

/**
 * Opens a GGUF model, and closes its files after `use`. Where `path` is one of several parts, all parts are opened.
 *
 * @throws AppError FILE_NOT_FOUND, and as readGguf does.
 */
export function withGguf<T>(path: string, use: (open: OpenGguf) => T): T {
  const folder = dirname(path);
  const names = listSplitFiles(basename(path)).filter((name) => name === basename(path) || existsSync(join(folder, name)));
  return withFiles(folder, names, ({ getSource }) => {
    const gguf = readGguf(names.map((file) => ({ file, source: getSource(file) })));
    const paths = gguf.sources.map(({ file }) => realpathSync(join(folder, file)));
    return use({ gguf, paths, getSource });
  });
}
