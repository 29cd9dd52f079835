import type DataLoader from 'dataloader';
import type { SqlReader } from '../database/sql-reader.ts';
import type { CategoryAverage } from '../modules/category-average/category-average.type.ts';
import { createCategoryAveragesLoader } from '../modules/category-average/category-averages.loader.ts';
import { createEfficiencyComparisonLoader } from '../modules/efficiency/efficiency-comparison.loader.ts';
import type { EfficiencyComparison } from '../modules/efficiency/efficiency-comparison.type.ts';
import { createHolmPLoader } from '../modules/evaluation/holm-p.loader.ts';
import { createPruningPlanLoader } from '../modules/pruning/pruning-plan.loader.ts';
import { createEvaluationVerificationLoader } from '../modules/result-import/evaluation-verification.loader.ts';
import type { VerificationState } from '../modules/result-import/verification-state.ts';
import { createScoreRunSeriesLoader } from '../modules/score-run/score-run-series.loader.ts';
import type { ScoreRunSeries } from '../modules/score-run/score-run-series.type.ts';
import { createStudyProgressLoader } from '../modules/study/study-progress.loader.ts';
import type { StudyProgress } from '../modules/study/study-progress.type.ts';

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
