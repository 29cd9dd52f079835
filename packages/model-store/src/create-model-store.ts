import { realpath, stat } from 'node:fs/promises';
import { join, sep } from 'node:path';
import { AppError } from '@lamina/errors';
import type { BucketSettings } from './bucket-settings.ts';
import type { ModelFile, ModelStore, ReadRange } from './model-store.ts';
import { readRangeOf } from './read-range-of.ts';
import { requireSize } from './require-size.ts';

export interface ModelStoreOptions {
  /** The folder into which workers write models. */
  readonly folder: string;
  /** The bucket that also gets their files; null: none. */
  readonly bucket: BucketSettings | null;
}

/** The model store: a folder that workers and API processes share, or a bucket beside the folder of each. */
export function createModelStore({ folder, bucket }: ModelStoreOptions): ModelStore {
  const onDisk = new FolderStore(folder);
  if (bucket === null) return onDisk;
  let loading: Promise<ModelStore> | undefined;
  // The client takes time to load, so it is loaded by the first transfer of a file.
  const load = (): Promise<ModelStore> => {
    loading ??= import('./bucket-store.ts').then(({ BucketStore }) => new BucketStore({ folder, bucket, onDisk }));
    return loading;
  };
  return {
    put: async (...model) => (await load()).put(...model),
    open: async (...file) => (await load()).open(...file),
  };
}

/** The folder into which workers write models, where API processes share it. */
class FolderStore implements ModelStore {
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
