/** Source of a task's rows. */
export type DatasetSource =
  | {
      readonly kind: 'hub';
      /** owner/name of the data set. */
      readonly repository: string;
      /** The configuration ("subset") of the data set; null for the default. */
      readonly configuration: string | null;
      /** A commit, tag or branch; null for the newest. */
      readonly revision: string | null;
      /** Parquet or JSON Lines files by split, if their paths in the repository are known; otherwise the hub is queried. */
      readonly files?: Readonly<Record<string, readonly string[]>> | undefined;
    }
  | {
      readonly kind: 'files';
      readonly format: 'json' | 'csv' | 'parquet';
      /** Paths by split, as given in the task file. */
      readonly files: Readonly<Record<string, readonly string[]>>;
    };
