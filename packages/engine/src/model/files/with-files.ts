import { realpathSync } from 'node:fs';
import { join } from 'node:path';
import { type FileSource, openFileSource } from './file-source.ts';

/** The open files of a folder. */
export interface OpenFiles {
  /** Real paths, in the order of the names. */
  readonly paths: readonly string[];
  readonly getSource: (file: string) => FileSource;
}

/** Opens files of a folder, and closes them after `use`. @throws AppError FILE_NOT_FOUND */
export function withFiles<T>(folder: string, names: readonly string[], use: (open: OpenFiles) => T): T {
  const files = new Map<string, FileSource>();
  const getSource = (file: string): FileSource => {
    const source = files.get(file);
    if (source === undefined) throw new Error(`${file} is no file of ${folder} that was asked for`);
    return source;
  };
  try {
    for (const name of names) files.set(name, openFileSource(join(folder, name)));
    return use({ paths: names.map((name) => realpathSync(join(folder, name))), getSource });
  } finally {
    for (const source of files.values()) source.close();
  }
}
