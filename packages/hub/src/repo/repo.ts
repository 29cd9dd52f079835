/** What a repository of the hub holds. */
export type RepoKind = 'models' | 'datasets';

/** One file at one commit. */
export interface RepoFile {
  /** From the root of the repository, with "/". */
  readonly path: string;
  readonly sizeBytes: number;
  /** How its bytes are proved, and what its blob is called in the cache. */
  readonly digest: BlobDigest;
}

/** SHA-256 of a file in large file storage, or the SHA-1 that git gives a file of its own. */
export interface BlobDigest {
  readonly algorithm: 'sha256' | 'git-sha1';
  readonly hex: string;
}

/** A repository as the hub lists it. */
export interface RepoListing {
  readonly kind: RepoKind;
  /** As asked for; a renamed repository keeps its old name here. */
  readonly repo: string;
  readonly revision: string;
  /** The commit that the revision names now. */
  readonly sha: string;
  readonly files: readonly RepoFile[];
}
