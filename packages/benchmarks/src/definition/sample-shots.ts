import { AppError } from '@lamina/errors';
import { createRandom } from '@lamina/metrics';
import type { Row } from '../task/row.ts';
import { FEWSHOT_SEED, type ShotRules } from './task-definition.ts';

/** Chooses the examples of one question after the other; the questions must come in order. */
export type ShotSampler = (row: Row) => readonly Row[];

/**
 * The examples before each question, chosen as in the harness: the first rows of the pool, or draws from ONE generator that is not reset between
 * questions (so the examples of a question depend on the previous questions). If a question may be in the pool, one more example is drawn and the
 * question is removed; if copies of it leave too few examples, they are drawn again without it.
 * Source: lm-evaluation-harness 0.4.13, lm_eval/api/samplers.py.
 * @throws AppError BAD_USER_INPUT when the pool has too few rows
 */
export function createShotSampler(pool: readonly Row[], rules: ShotRules, count: number): ShotSampler {
  if (count === 0) return () => [];
  const needed = count + (rules.dropsOwnRow ? 1 : 0);
  if (pool.length < needed) {
    throw new AppError(
      'BAD_USER_INPUT',
      `${count} examples need a pool of ${needed} rows, but there are ${pool.length}; use fewer examples.`,
    );
  }
  const without = (rows: readonly Row[], row: Row) => {
    const key = JSON.stringify(row);
    return rows.filter((other) => JSON.stringify(other) !== key);
  };
  if (rules.sampler === 'first_n') return (row) => (rules.dropsOwnRow ? without(pool, row) : pool).slice(0, count);
  const random = createRandom(FEWSHOT_SEED);
  return (row) => {
    const drawn = random.sample(pool, needed);
    if (!rules.dropsOwnRow) return drawn;
    const others = without(drawn, row).slice(0, count);
    return others.length === count ? others : random.sample(without(pool, row), count);
  };
}
