/** Where the rows of a task come from. */
export type DatasetSource =
  | {
      readonly kind: 'hub';
      /** owner/name of the data set. */
      readonly repository: string;
      /** The configuration ("subset") within it; null for the default one. */
      readonly configuration: string | null;
      /** A commit, tag or branch; null for the newest. */
      readonly revision: string | null;
      /** Parquet or JSON Lines files by split, where their place in the repository is known; otherwise the hub is asked. */
      readonly files?: Readonly<Record<string, readonly string[]>>;
    }
  | {
      readonly kind: 'files';
      readonly format: 'json' | 'csv' | 'parquet';
      /** Paths by split, as the task file names them. */
      readonly files: Readonly<Record<string, readonly string[]>>;
    };
