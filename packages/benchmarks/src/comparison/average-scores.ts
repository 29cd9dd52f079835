/** The headline score of one task. */
export interface TaskScore {
  readonly task: string;
  readonly category: string;
  /** 0..1; null if the task has no such score (a perplexity, or not measured). */
  readonly value: number | null;
  /** Expected score of random guessing, 0..1; null if guessing has no meaning. */
  readonly chance: number | null;
  readonly standardError: number | null;
}

/** The average over some tasks, with their names: two averages are comparable only over the same tasks. */
export interface ScoreAverage {
  /** A category, or null for all tasks. */
  readonly category: string | null;
  /** Mean of the scores, 0..1; null if there are none. */
  readonly plain: number | null;
  /** Standard error of the plain mean; tasks are treated as independent. Null if a task's error is unknown. */
  readonly standardError: number | null;
  /** Mean of (score − chance) / (1 − chance) over the tasks that have a chance level: 0 = guessing, 1 = perfect. */
  readonly chanceNormalised: number | null;
  readonly tasks: readonly string[];
  /** Tasks of the plain mean without a chance level; the normalised mean leaves them out. */
  readonly withoutChance: readonly string[];
  /** Tasks without a score; they are in neither mean. */
  readonly leftOut: readonly string[];
}

/** Averages per category, in the order in which categories first appear, and over all tasks (last). */
export function averageScores(scores: readonly TaskScore[]): ScoreAverage[] {
  const categories = [...new Set(scores.map(({ category }) => category))];
  const parts = categories.map((category) =>
    average(
      category,
      scores.filter((score) => score.category === category),
    ),
  );
  return [...parts, average(null, scores)];
}

function average(category: string | null, scores: readonly TaskScore[]): ScoreAverage {
  const scored = scores.flatMap((score) => (score.value === null ? [] : [{ ...score, value: score.value }]));
  const normalised = scored.flatMap(({ value, chance }) => (chance === null || chance >= 1 ? [] : [(value - chance) / (1 - chance)]));
  const errors = scored.map(({ standardError }) => standardError).filter((error) => error !== null);
  const squares = errors.reduce((total, error) => total + error ** 2, 0);
  return {
    category,
    plain: meanOrNull(scored.map(({ value }) => value)),
    standardError: scored.length > 0 && errors.length === scored.length ? Math.sqrt(squares) / scored.length : null,
    chanceNormalised: meanOrNull(normalised),
    tasks: scored.map(({ task }) => task),
    withoutChance: scored.filter(({ chance }) => chance === null || chance >= 1).map(({ task }) => task),
    leftOut: scores.filter(({ value }) => value === null).map(({ task }) => task),
  };
}

function meanOrNull(values: readonly number[]): number | null {
  return values.length === 0 ? null : values.reduce((total, value) => total + value, 0) / values.length;
}
