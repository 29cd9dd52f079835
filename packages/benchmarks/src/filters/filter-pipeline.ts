/** One step in reading a written answer. Source: lm-evaluation-harness 0.4.13, lm_eval/filters. */
export type FilterStep =
  | { readonly function: 'take_first' | 'take_first_k' | 'majority_vote' | 'remove_whitespace' | 'lowercase' | 'uppercase' }
  | {
      readonly function: 'regex';
      /** A Python regular expression. */
      readonly pattern: string;
      /** Which match counts: 0 the first, −1 the last. */
      readonly groupSelect: number;
      /** What the answer becomes without a match. */
      readonly fallback: string;
    }
  | { readonly function: 'map'; readonly mapping: Readonly<Record<string, string>>; readonly fallback: string };

/** A named way of reading answers. */
export interface FilterPipeline {
  readonly name: string;
  readonly steps: readonly FilterStep[];
}
