/** The facts in a citation of a release. */
export interface CitationFacts {
  readonly version: string;
  readonly title: string;
  readonly description: string | null;
  readonly authors: readonly string[];
  readonly url: string | null;
  /** When the data were frozen. */
  readonly cut: Date;
  /** SHA-256 of the release's SHA256SUMS; null in files that are part of SHA256SUMS. */
  readonly sha256: string | null;
}

/** Author of a release without authors. */
export const ANONYMOUS_AUTHORS = ['Lamina'];
