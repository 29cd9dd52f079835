/** A text on which losses are measured: passages of consecutive text of one source. */
export interface LossText {
  /** Name of the text. */
  readonly text: string;
  /** Author, site or corpus. */
  readonly source: string;
  /** Title for people. */
  readonly label: string;
  /** Windows are cut from single passages and never reach from one into the next. */
  readonly passages: readonly string[];
}

/** The bundled texts that a model of a natural language reads, one of each source. */
export const BUNDLED_TEXTS = ['austen', 'django-code', 'sqlite-manual', 'wikipedia'] as const;

/** The bundled text whose most frequent tokens stay where nobody names a text: the one with most words. */
export const VOCABULARY_TEXT = 'wikipedia' satisfies (typeof BUNDLED_TEXTS)[number];
