import { holmAdjusted, type McNemarTest, mcNemarTests } from '@lamina/database';
import DataLoader from 'dataloader';
import type { SqlReader } from '../../data/sql-reader.ts';

/** McNemar p-values with Holm's correction over the benchmarks of one pruning, metric and lane; for many evaluations in one statement. */
export function createHolmPLoader(sqlReader: SqlReader): DataLoader<string, number | null> {
  return new DataLoader(async (keys) => {
    const adjusted = holmAdjusted(await sqlReader.readRows<McNemarTest>(mcNemarTests(keys)));
    return keys.map((key) => adjusted.get(key) ?? null);
  });
}
