import { realpath, stat } from 'node:fs/promises';
import { join, sep } from 'node:path';
import { AppError } from '@lamina/errors';
import type { ModelFile, ModelStore, ReadRange } from './model-store.ts';
import { readRangeOf } from './read-range-of.ts';
import { requireSize } from './require-size.ts';

/** The folder into which workers write models, where API processes share it. */
export class FolderStore implements ModelStore {
  readonly #root: string;

  constructor(root: string) {
    this.#root = root;
  }

  /** The model is already where it is stored. */
  async put(): Promise<void> {}

  async open(folder: string, file: ModelFile): Promise<ReadRange> {
    const root = join(await realpath(this.#root).catch(() => this.#root), folder);
    const wanted = join(root, file.path);
    const found = await realpath(wanted).catch(() => null);
    if (found === null)
      throw new AppError(
        'NOT_FOUND',
        'The model store of this server does not have the file. The worker that wrote it has it in its LAMINA_DATA_DIR: share that folder with the API, or give both the same LAMINA_BUCKET and prune the model again.',
      );
    if (found !== wanted || !wanted.startsWith(`${root}${sep}`))
      throw new AppError('FORBIDDEN', 'The file in the model store is a link to another place, which is not served.');
    requireSize((await stat(found)).size, file);
    return readRangeOf(found);
  }
}
