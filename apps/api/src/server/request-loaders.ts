import type DataLoader from 'dataloader';
import type { SqlReader } from '../database/sql-reader.ts';
import type { JobAttempt } from '../modules/job/job-attempt.type.ts';
import { createJobAttemptsLoader } from '../modules/job/job-attempts.loader.ts';
import { createPruningPlanLoader } from '../modules/pruning/pruning-plan.loader.ts';
import { createScoreRunSeriesLoader } from '../modules/score-run/score-run-series.loader.ts';
import type { ScoreRunSeries } from '../modules/score-run/score-run-series.type.ts';
import { createStudyProgressLoader } from '../modules/study/study-progress.loader.ts';
import type { StudyProgress } from '../modules/study/study-progress.type.ts';

/** Loaders of what is no node of its own, by the owner's key. */
export interface RequestLoaders {
  readonly jobAttempts: DataLoader<string, readonly JobAttempt[]>;
  readonly pruningPlans: DataLoader<string, unknown>;
  readonly scoreRunSeries: DataLoader<string, ScoreRunSeries>;
  readonly studyProgress: DataLoader<string, StudyProgress>;
}

/** Fresh loaders for one request. */
export function createRequestLoaders(sqlReader: SqlReader): RequestLoaders {
  return {
    jobAttempts: createJobAttemptsLoader(sqlReader),
    pruningPlans: createPruningPlanLoader(sqlReader),
    scoreRunSeries: createScoreRunSeriesLoader(sqlReader),
    studyProgress: createStudyProgressLoader(sqlReader),
  };
}
