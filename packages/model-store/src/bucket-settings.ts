/** An S3-compatible bucket and how to reach it. */
export interface BucketSettings {
  readonly bucket: string;
  /** Base URL of the server; null: AWS. */
  readonly endpoint: string | null;
  readonly region: string;
  /** The prefix of all keys, such as `lamina/`. */
  readonly prefix: string;
  /** If true, the bucket's name is in the path of an address; otherwise in the host name. */
  readonly pathStyle: boolean;
  /** null: what AWS gives the machine (its role, or the variables and files of AWS's tools). */
  readonly credentials: { readonly accessKeyId: string; readonly secretAccessKey: string } | null;
}
