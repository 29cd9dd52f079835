import { sql } from '@lamina/database';
import { getAt } from '@lamina/errors';
import { holmAdjust } from '@lamina/metrics';
import DataLoader from 'dataloader';
import type { SqlReader } from '../../data/sql-reader.ts';

interface TestRecord {
  readonly key: string;
  /** Identifies the tests that are corrected together. */
  readonly family: string;
  readonly mcNemarP: number;
}

/** McNemar p-values with Holm's correction over the benchmarks of one pruning, metric and lane; for many evaluations in one statement. */
export function createHolmPLoader(sqlReader: SqlReader): DataLoader<string, number | null> {
  return new DataLoader(async (keys) => {
    const tests = await sqlReader.readRows<TestRecord>(sql`
      SELECT e."id" AS "key", concat_ws(' ', e."pruningId", e."metric", e."lane") AS "family", e."mcNemarP"
      FROM "Evaluation" e WHERE e."mcNemarP" IS NOT NULL AND (e."pruningId", e."metric", e."lane") IN (
        SELECT asked."pruningId", asked."metric", asked."lane" FROM "Evaluation" asked WHERE asked."id" = ANY(${[...keys]}::uuid[]))
      ORDER BY e."id"`);
    const adjusted = new Map<string, number>();
    for (const family of Map.groupBy(tests, (test) => test.family).values()) {
      const values = holmAdjust(family.map(({ mcNemarP }) => mcNemarP));
      for (const [place, { key }] of family.entries()) adjusted.set(key, getAt(values, place));
    }
    return keys.map((key) => adjusted.get(key) ?? null);
  });
}
