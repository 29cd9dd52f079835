/** What a citation of a release says. */
export interface CitationFacts {
  readonly version: string;
  readonly title: string;
  readonly description: string | null;
  readonly authors: readonly string[];
  readonly url: string | null;
  /** When the data were frozen. */
  readonly cut: Date;
  /** SHA-256 of the release's SHA256SUMS; null inside the files that it is made from. */
  readonly sha256: string | null;
}

/** Who is cited where a release names nobody. */
export const ANONYMOUS_AUTHORS = ['Lamina'];
