/** Terms that pages explain in place; docs/glossary.md has all of them. */
export const TERMS = {
  block:
    'or layer: one of the parts of equal structure that form a language model, usually attention followed by an MLP. Block indices start at 0 at the input. Lamina says block for the part of the graph and layer in its API.',
  'above chance':
    'is retention without what guessing gives: (pruned − chance) ÷ (dense − chance). 1 means no loss, 0 means that the pruned model guesses. As measured, retention is pruned ÷ dense, and guessing keeps chance ÷ dense, often a third. Benchmarks without a chance level, and those on which the dense model guesses, are left out. Recommendations use retention as measured.',
  protocol:
    'is the set of conditions of a measurement: the text, the window, how much of the text was used, the execution provider. Only numbers of one protocol are ranked together.',
  repair:
    'a training-free linear operator that replaces a run of removed blocks. It is solved on a calibration text, so repaired rows and removal-only rows are not ranked in one list.',
  'raw last state':
    'is the output of the last block, before the final norm. output_hidden_states of transformers contains it after the norm instead, which changes only the value of the last block.',
  ties: 'are rows that do not differ significantly (95 %) from the best of their group; a bracket joins them. The order inside a group may be chance. Below a rank are the ranks that cannot be excluded.',
} as const;

/** Name of an explained term. */
export type TermName = keyof typeof TERMS;
