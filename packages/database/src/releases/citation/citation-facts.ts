import type { Release } from '../../../generated/client.ts';

/** The facts in a citation of a release. */
export interface CitationFacts extends Readonly<Pick<Release, 'version' | 'title' | 'description' | 'url' | 'licence' | 'sha256'>> {
  readonly authors: readonly string[];
  /** When the data were frozen. */
  readonly cut: Date;
}

/** Author of a release without authors. */
export const ANONYMOUS_AUTHORS = ['Lamina'];
