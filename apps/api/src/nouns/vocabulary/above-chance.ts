/** Description of the argument aboveChance, wherever retention is averaged, ranked or compared. */
export const ABOVE_CHANCE =
  'If true, every retention of accuracies in the reply is above chance: (value − chance) ÷ (dense value − chance); 1 = no loss, 0 = guessing. Perplexities do not change.';

/** Description of the field leftOutAboveChance beside such averages. */
export const LEFT_OUT_ABOVE_CHANCE =
  'Benchmarks that averages above chance leave out: chance is not known, or the dense model guesses (its score is at most one standard error above chance). Empty without aboveChance.';
