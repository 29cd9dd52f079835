/** One step in reading a generated answer. Source: lm-evaluation-harness 0.4.13, lm_eval/filters. */
export type FilterStep =
  | { readonly function: 'take_first' | 'take_first_k' | 'majority_vote' | 'remove_whitespace' | 'lowercase' | 'uppercase' }
  | {
      readonly function: 'regex';
      /** A Python regular expression. */
      readonly pattern: string;
      /** Which match is used: 0 the first, −1 the last. */
      readonly groupSelect: number;
      /** The result if there is no match. */
      readonly fallback: string;
    }
  | { readonly function: 'map'; readonly mapping: Readonly<Record<string, string>>; readonly fallback: string }
  | MultiChoiceStep
  | MapRegexStep
  | NumberStep
  | { readonly function: 'word_sort' };

/** How a text is simplified before the search: regular expressions first, then case, then punctuation. */
export interface SimplifyOptions {
  readonly regexesToIgnore?: readonly string[] | undefined;
  readonly ignoreCase?: boolean;
  /** Unicode's punctuation (category P). */
  readonly ignorePunctuation?: boolean;
}

interface MatchSelection {
  readonly groupSelect: number;
  readonly fallback: string;
}

/** Reads a letter in brackets by `pattern`, or by the text of one of the document's options, or the letter after a colon. */
export interface MultiChoiceStep extends SimplifyOptions, MatchSelection {
  readonly function: 'multi_choice_regex';
  readonly pattern: string;
}

/** Reads the value of the first matching pattern. */
export interface MapRegexStep extends SimplifyOptions, MatchSelection {
  readonly function: 'map_regex';
  /** Patterns and their values, in order. */
  readonly values: readonly (readonly [pattern: string, value: string])[];
}

/** Reads a number by `pattern`, or in English words. */
export interface NumberStep extends MatchSelection {
  readonly function: 'number_regex';
  readonly pattern: string;
}

/** A named filter pipeline. */
export interface FilterPipeline {
  readonly name: string;
  readonly steps: readonly FilterStep[];
}
