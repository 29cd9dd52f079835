/** An S3-compatible bucket and how to reach it. */
export interface BucketSettings {
  readonly bucket: string;
  /** Base URL of the server; null: AWS. */
  readonly endpoint: string | null;
  readonly region: string;
  /** What all keys begin with, such as `lamina/`. */
  readonly prefix: string;
  /** Whether the bucket stands in the path of an address, not in the name of the host. */
  readonly pathStyle: boolean;
  /** null: what AWS gives the machine (its role, or the variables and files of AWS's tools). */
  readonly credentials: { readonly accessKeyId: string; readonly secretAccessKey: string } | null;
}
