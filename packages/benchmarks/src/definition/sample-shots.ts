import { AppError } from '@lamina/errors';
import { createRandom } from '@lamina/metrics';
import type { Row } from '../task/row.ts';
import { FEWSHOT_SEED, type ShotRules } from './task-definition.ts';

/** Chooses the examples of one question after the other; the questions must come in their order. */
export type ShotSampler = (row: Row) => readonly Row[];

/**
 * The examples before each question as the harness chooses them: the first rows of the pool, or draws from ONE generator that goes on from
 * question to question (so the examples of a question depend on those before it). A question that may be in the pool is drawn one more and
 * taken out; when copies of it leave too few, they are drawn again without it.
 * Source: lm-evaluation-harness 0.4.13, lm_eval/api/samplers.py.
 * @throws AppError BAD_USER_INPUT when the pool has too few rows
 */
export function createShotSampler(pool: readonly Row[], rules: ShotRules, count: number): ShotSampler {
  if (count === 0) return () => [];
  const needed = count + (rules.dropsOwnRow ? 1 : 0);
  if (pool.length < needed) {
    throw new AppError(
      'BAD_USER_INPUT',
      `${count} examples need ${needed} rows to choose from, but there are ${pool.length}; ask for fewer.`,
      {
        details: { shots: count, needed, rows: pool.length },
      },
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
