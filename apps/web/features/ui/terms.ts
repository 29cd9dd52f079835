/** Words that pages explain where they stand; docs/glossary.md has them all. */
export const TERMS = {
  block:
    'or layer: one of the equal parts that a language model is a stack of, usually attention followed by an MLP. Blocks are counted from 0 at the input. Lamina says block for the part of the graph and layer in its API.',
  lane: 'names how something was measured: the text, the window, how much of it was read, the processor. Only numbers of one lane are ranked together.',
  'raw last state':
    'is what leaves the last block, before the final norm. Tools that read output_hidden_states of transformers see it after the norm instead, which changes the value of the last block only.',
  'tie bracket':
    'joins rows that cannot be told from the best of their group at 95 %: which of them stands first may be chance. Beneath a rank stand the ranks that are not ruled out.',
} as const;

/** A word that is explained. */
export type TermName = keyof typeof TERMS;
