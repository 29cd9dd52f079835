import type { AnyList } from '../data/list.ts';
import { API_TOKENS } from '../nouns/api-token/api-token.list.ts';
import { AUDIT_ENTRIES } from '../nouns/audit-entry/audit-entry.list.ts';
import { BENCHMARKS } from '../nouns/benchmark/benchmark.list.ts';
import { CALIBRATION_CONFIGS } from '../nouns/calibration-set/calibration-config.list.ts';
import { CALIBRATION_SETS } from '../nouns/calibration-set/calibration-set.list.ts';
import { EFFICIENCIES } from '../nouns/efficiency/efficiency.list.ts';
import { EVALUATIONS } from '../nouns/evaluation/evaluation.list.ts';
import { SAMPLES } from '../nouns/evaluation/sample.list.ts';
import { JOBS } from '../nouns/job/job.list.ts';
import { JOB_ATTEMPTS } from '../nouns/job/job-attempt.list.ts';
import { JOB_EVENTS } from '../nouns/job/job-event.list.ts';
import { LAYERS } from '../nouns/layer/layer.list.ts';
import { LAYER_SCORES } from '../nouns/layer-score/layer-score.list.ts';
import { MODELS } from '../nouns/model/model.list.ts';
import { MODEL_FAMILIES } from '../nouns/model-family/model-family.list.ts';
import { MODEL_REVISIONS } from '../nouns/model-revision/model-revision.list.ts';
import { PRUNINGS } from '../nouns/pruning/pruning.list.ts';
import { RECORDINGS } from '../nouns/recording/recording.list.ts';
import { RELEASES } from '../nouns/release/release.list.ts';
import { RESULT_IMPORTS } from '../nouns/result-import/result-import.list.ts';
import { SCORE_RUNS } from '../nouns/score-run/score-run.list.ts';
import { STUDIES } from '../nouns/study/study.list.ts';
import { WORKERS } from '../nouns/worker/worker.list.ts';

/** Every list of stored rows. An object with a global id that is in a list is found by its key. */
export const LISTS: readonly AnyList[] = [
  API_TOKENS,
  AUDIT_ENTRIES,
  BENCHMARKS,
  CALIBRATION_CONFIGS,
  CALIBRATION_SETS,
  EFFICIENCIES,
  EVALUATIONS,
  SAMPLES,
  JOBS,
  JOB_ATTEMPTS,
  JOB_EVENTS,
  LAYERS,
  LAYER_SCORES,
  MODELS,
  MODEL_FAMILIES,
  MODEL_REVISIONS,
  PRUNINGS,
  RECORDINGS,
  RELEASES,
  RESULT_IMPORTS,
  SCORE_RUNS,
  STUDIES,
  WORKERS,
];
