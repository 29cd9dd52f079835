import { API_TOKEN_TABLE } from '../nouns/api-token/api-token.table.ts';
import { BENCHMARK_TABLE } from '../nouns/benchmark/benchmark.table.ts';
import { CALIBRATION_CONFIG_TABLE } from '../nouns/calibration-set/calibration-config.table.ts';
import { CALIBRATION_SET_TABLE } from '../nouns/calibration-set/calibration-set.table.ts';
import { EFFICIENCY_TABLE } from '../nouns/efficiency/efficiency.table.ts';
import { EVALUATION_TABLE } from '../nouns/evaluation/evaluation.table.ts';
import { SAMPLE_TABLE } from '../nouns/evaluation/sample.table.ts';
import { JOB_TABLE } from '../nouns/job/job.table.ts';
import { JOB_ATTEMPT_TABLE } from '../nouns/job/job-attempt.table.ts';
import { JOB_EVENT_TABLE } from '../nouns/job/job-event.table.ts';
import { LAYER_TABLE } from '../nouns/layer/layer.table.ts';
import { LAYER_SCORE_TABLE } from '../nouns/layer-score/layer-score.table.ts';
import { MODEL_TABLE } from '../nouns/model/model.table.ts';
import { MODEL_FAMILY_TABLE } from '../nouns/model-family/model-family.table.ts';
import { MODEL_REVISION_TABLE } from '../nouns/model-revision/model-revision.table.ts';
import { PRUNING_TABLE } from '../nouns/pruning/pruning.table.ts';
import { RELEASE_TABLE } from '../nouns/release/release.table.ts';
import { RESULT_IMPORT_TABLE } from '../nouns/result-import/result-import.table.ts';
import { SCORE_RUN_TABLE } from '../nouns/score-run/score-run.table.ts';
import { STUDY_TABLE } from '../nouns/study/study.table.ts';
import { WORKER_TABLE } from '../nouns/worker/worker.table.ts';
import type { NodeTable } from './node-table.ts';
import type { ListedTypeName } from './node-types.ts';

/** The table of every listed type. */
export const NODE_TABLES: { readonly [Name in ListedTypeName]: NodeTable<Name> } = {
  ModelFamily: MODEL_FAMILY_TABLE,
  Model: MODEL_TABLE,
  ModelRevision: MODEL_REVISION_TABLE,
  Layer: LAYER_TABLE,
  LayerScore: LAYER_SCORE_TABLE,
  CalibrationSet: CALIBRATION_SET_TABLE,
  CalibrationConfig: CALIBRATION_CONFIG_TABLE,
  ScoreRun: SCORE_RUN_TABLE,
  Pruning: PRUNING_TABLE,
  Benchmark: BENCHMARK_TABLE,
  Evaluation: EVALUATION_TABLE,
  Sample: SAMPLE_TABLE,
  Efficiency: EFFICIENCY_TABLE,
  Study: STUDY_TABLE,
  Job: JOB_TABLE,
  JobAttempt: JOB_ATTEMPT_TABLE,
  JobEvent: JOB_EVENT_TABLE,
  Worker: WORKER_TABLE,
  Release: RELEASE_TABLE,
  ResultImport: RESULT_IMPORT_TABLE,
  ApiToken: API_TOKEN_TABLE,
};
