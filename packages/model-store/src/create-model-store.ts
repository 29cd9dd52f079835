import type { BucketSettings } from './bucket-settings.ts';
import { FolderStore } from './folder-store.ts';
import type { ModelStore } from './model-store.ts';

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
