import { adjustFamilies } from '@lamina/metrics';
import { type Sql, sql } from '../rows/sql.ts';

/** McNemar's test of one evaluation. */
export interface McNemarTest {
  readonly key: string;
  /** Identifies the tests that are corrected together. */
  readonly family: string;
  readonly mcNemarP: number;
}

/** The tests of many evaluations, and the others of their families: the benchmarks of one pruning, metric and protocol. */
export function mcNemarTests(keys: readonly string[]): Sql {
  return sql`
    SELECT e."id" AS "key", concat_ws(' ', e."pruningId", e."metric", e."protocol") AS "family", e."mcNemarP"
    FROM "Evaluation" e WHERE e."mcNemarP" IS NOT NULL AND (e."pruningId", e."metric", e."protocol") IN (
      SELECT asked."pruningId", asked."metric", asked."protocol" FROM "Evaluation" asked WHERE asked."id" = ANY(${[...keys]}::uuid[]))
    ORDER BY e."id"`;
}

/** The p-values of tests after Holm's correction over each family, by the key of the evaluation. */
export function holmAdjusted(tests: readonly McNemarTest[]): ReadonlyMap<string, number> {
  const adjusted = adjustFamilies(tests, { familyOf: ({ family }) => family, pOf: ({ mcNemarP }) => mcNemarP });
  return new Map([...adjusted].map(([{ key }, p]) => [key, p]));
}
