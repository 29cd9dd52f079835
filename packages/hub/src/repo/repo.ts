/** Kind of a repository of the hub. */
export type RepoKind = 'models' | 'datasets';

/** One file at one commit. */
export interface RepoFile {
  /** Path from the root of the repository, with "/". */
  readonly path: string;
  readonly sizeBytes: number;
  /** The digest for checking its bytes; also the name of its blob in the cache. */
  readonly digest: BlobDigest;
}

/** SHA-256 of a file in large file storage, or git's SHA-1 of any other file. */
export interface BlobDigest {
  readonly algorithm: 'sha256' | 'git-sha1';
  readonly hex: string;
}

/** A repository as listed by the hub. */
export interface RepoListing {
  readonly kind: RepoKind;
  /** The requested name; a renamed repository keeps its old name here. */
  readonly repo: string;
  readonly revision: string;
  /** The current commit of the revision. */
  readonly sha: string;
  readonly files: readonly RepoFile[];
}
