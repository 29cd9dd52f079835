import type DataLoader from 'dataloader';
import type { SqlReader } from '../data/sql-reader.ts';
import type { CategoryAverage } from '../nouns/category-average/category-average.type.ts';
import { createCategoryAveragesLoader } from '../nouns/category-average/category-averages.loader.ts';
import { createEfficiencyComparisonLoader } from '../nouns/efficiency/efficiency-comparison.loader.ts';
import type { EfficiencyComparison } from '../nouns/efficiency/efficiency-comparison.type.ts';
import { createHolmPLoader } from '../nouns/evaluation/holm-p.loader.ts';
import { createPruningPlanLoader } from '../nouns/pruning/pruning-plan.loader.ts';
import { createEvaluationVerificationLoader } from '../nouns/result-import/evaluation-verification.loader.ts';
import { createScoreRunSeriesLoader } from '../nouns/score-run/score-run-series.loader.ts';
import type { ScoreRunSeries } from '../nouns/score-run/score-run-series.type.ts';
import { createStudyProgressLoader } from '../nouns/study/study-progress.loader.ts';
import type { StudyProgress } from '../nouns/study/study-progress.type.ts';
import type { VerificationState } from '../nouns/vocabulary/verification-state.ts';

/** Loaders of what is no node of its own, by the owner's key. */
export interface RequestLoaders {
  /** By `encodeAveragesKey`. */
  readonly categoryAverages: DataLoader<string, readonly CategoryAverage[]>;
  readonly efficiencyComparisons: DataLoader<string, EfficiencyComparison | null>;
  readonly evaluationVerifications: DataLoader<string, VerificationState>;
  /** Corrected p-values of evaluations. */
  readonly holmPs: DataLoader<string, number | null>;
  readonly pruningPlans: DataLoader<string, unknown>;
  readonly scoreRunSeries: DataLoader<string, ScoreRunSeries>;
  readonly studyProgress: DataLoader<string, StudyProgress>;
}

/** Fresh loaders for one request. */
export function createRequestLoaders(sqlReader: SqlReader): RequestLoaders {
  return {
    categoryAverages: createCategoryAveragesLoader(sqlReader),
    efficiencyComparisons: createEfficiencyComparisonLoader(sqlReader),
    evaluationVerifications: createEvaluationVerificationLoader(sqlReader),
    holmPs: createHolmPLoader(sqlReader),
    pruningPlans: createPruningPlanLoader(sqlReader),
    scoreRunSeries: createScoreRunSeriesLoader(sqlReader),
    studyProgress: createStudyProgressLoader(sqlReader),
  };
}
