import { averageByCategory, type CategoryScore, categoryScores } from '@lamina/database';
import DataLoader from 'dataloader';
import { Float } from 'type-graphql';
import type { SqlReader } from '../../data/sql-reader.ts';
import { field, nullable, outputType } from '../../paging/field.ts';
import { LEFT_OUT_ABOVE_CHANCE } from '../vocabulary/above-chance.ts';

@outputType(
  'The average over the benchmarks of one category, or over all benchmarks. Two averages are comparable only over the same benchmarks, so the row lists them.',
)
export class CategoryAverage {
  @nullable(String, 'The category; null = all benchmarks.') readonly category!: string | null;
  @nullable(Float, 'Mean score, 0 to 1; each benchmark counts once; null if there is no benchmark.') readonly average!: number | null;
  @nullable(Float, 'Standard error of the mean; benchmarks are treated as independent.') readonly standardError!: number | null;
  @nullable(Float, 'Mean of (score − chance) / (1 − chance) over the benchmarks with a chance level: 0 = guessing, 1 = perfect.')
  readonly chanceNormalised!: number | null;
  @nullable(Float, 'Mean retention of these benchmarks without leftOutAboveChance; null for the dense model.')
  readonly retention!: number | null;
  @nullable(Float, 'Standard error of the mean retention; benchmarks are treated as independent.')
  readonly retentionStandardError!: number | null;
  @field([String], 'Names of the benchmarks in the mean.') readonly benchmarks!: readonly string[];
  @field([String], 'Benchmarks without a chance level; chanceNormalised leaves them out.') readonly withoutChance!: readonly string[];
  @field([String], LEFT_OUT_ABOVE_CHANCE) readonly leftOutAboveChance!: readonly string[];
  @field([String], 'Benchmarks of the category that have no score between 0 and 1 (perplexities). They are not part of any mean.')
  readonly leftOut!: readonly string[];
}

/**
 * Averages per category and over all benchmarks, for many models in one statement. A benchmark contributes its headline metric (findHeadline of
 * @lamina/benchmarks) if that is a score. Other benchmarks are left out and listed.
 */
export function createCategoryAveragesLoader(sqlReader: SqlReader): DataLoader<string, readonly CategoryAverage[]> {
  return new DataLoader(async (keys) => {
    const byKey = Map.groupBy(await sqlReader.readRows<CategoryScore>(categoryScores(keys)), ({ key }) => key);
    // What was not evaluated has no row.
    return keys.map((key) => averageByCategory(byKey.get(key) ?? []));
  });
}
