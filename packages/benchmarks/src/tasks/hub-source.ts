import type { DatasetSource } from '../definition/dataset-source.ts';

/** A data set on the hub; the newest revision unless one is named, files looked up on the hub unless they are. */
export function hubSource(
  repository: string,
  options: {
    readonly configuration?: string;
    readonly revision?: string;
    readonly files?: Readonly<Record<string, readonly string[]>>;
  } = {},
): DatasetSource {
  const { configuration = null, revision = null, files } = options;
  return { kind: 'hub', repository, configuration, revision, ...(files ? { files } : {}) };
}
