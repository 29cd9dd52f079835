import { API_TOKEN_TABLE } from '../modules/api-token/api-token.table.ts';
import { BENCHMARK_TABLE } from '../modules/benchmark/benchmark.table.ts';
import { CALIBRATION_CONFIG_TABLE } from '../modules/calibration-set/calibration-config.table.ts';
import { CALIBRATION_SET_TABLE } from '../modules/calibration-set/calibration-set.table.ts';
import { EFFICIENCY_TABLE } from '../modules/efficiency/efficiency.table.ts';
import { EVALUATION_TABLE } from '../modules/evaluation/evaluation.table.ts';
import { SAMPLE_TABLE } from '../modules/evaluation/sample.table.ts';
import { JOB_TABLE } from '../modules/job/job.table.ts';
import { JOB_ATTEMPT_TABLE } from '../modules/job/job-attempt.table.ts';
import { JOB_EVENT_TABLE } from '../modules/job/job-event.table.ts';
import { LAYER_TABLE } from '../modules/layer/layer.table.ts';
import { LAYER_SCORE_TABLE } from '../modules/layer-score/layer-score.table.ts';
import { MODEL_TABLE } from '../modules/model/model.table.ts';
import { MODEL_FAMILY_TABLE } from '../modules/model-family/model-family.table.ts';
import { MODEL_REVISION_TABLE } from '../modules/model-revision/model-revision.table.ts';
import { PRUNING_TABLE } from '../modules/pruning/pruning.table.ts';
import { RELEASE_TABLE } from '../modules/release/release.table.ts';
import { RESULT_IMPORT_TABLE } from '../modules/result-import/result-import.table.ts';
import { SCORE_RUN_TABLE } from '../modules/score-run/score-run.table.ts';
import { STUDY_TABLE } from '../modules/study/study.table.ts';
import { WORKER_TABLE } from '../modules/worker/worker.table.ts';
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
