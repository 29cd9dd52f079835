import type { DatasetSource } from '../definition/dataset-source.ts';

/** A data set on the hub; by default the newest revision, with files found through the hub. */
export function hubSource(
  repository: string,
  options: {
    readonly configuration?: string;
    readonly revision?: string;
    readonly files?: Readonly<Record<string, readonly string[]>> | undefined;
  } = {},
): DatasetSource {
  const { configuration = null, revision = null, files } = options;
  return { kind: 'hub', repository, configuration, revision, files };
}
