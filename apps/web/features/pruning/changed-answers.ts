/** What the columns of changed answers show. */
export const CHANGED_ANSWERS =
  'Share of the questions that only one of the two models answers right (flips), mean over the benchmarks. The accuracy can stay the same while many answers change.';
