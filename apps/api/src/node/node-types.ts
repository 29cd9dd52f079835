import type { ApiToken } from '../modules/api-token/api-token.type.ts';
import type { ApiTokenFilter } from '../modules/api-token/api-token-filter.input.ts';
import type { ApiTokenOrderField } from '../modules/api-token/api-token-order-field.ts';
import type { Benchmark } from '../modules/benchmark/benchmark.type.ts';
import type { BenchmarkFilter } from '../modules/benchmark/benchmark-filter.input.ts';
import type { BenchmarkOrderField } from '../modules/benchmark/benchmark-order-field.ts';
import type { CalibrationConfig } from '../modules/calibration-set/calibration-config.type.ts';
import type { CalibrationConfigFilter } from '../modules/calibration-set/calibration-config-filter.input.ts';
import type { CalibrationConfigOrderField } from '../modules/calibration-set/calibration-config-order-field.ts';
import type { CalibrationSet } from '../modules/calibration-set/calibration-set.type.ts';
import type { CalibrationSetFilter } from '../modules/calibration-set/calibration-set-filter.input.ts';
import type { CalibrationSetOrderField } from '../modules/calibration-set/calibration-set-order-field.ts';
import type { Efficiency } from '../modules/efficiency/efficiency.type.ts';
import type { EfficiencyFilter } from '../modules/efficiency/efficiency-filter.input.ts';
import type { EfficiencyOrderField } from '../modules/efficiency/efficiency-order-field.ts';
import type { Evaluation } from '../modules/evaluation/evaluation.type.ts';
import type { EvaluationFilter } from '../modules/evaluation/evaluation-filter.input.ts';
import type { EvaluationOrderField } from '../modules/evaluation/evaluation-order-field.ts';
import type { Sample } from '../modules/evaluation/sample.type.ts';
import type { SampleFilter } from '../modules/evaluation/sample-filter.input.ts';
import type { SampleOrderField } from '../modules/evaluation/sample-order-field.ts';
import type { Job } from '../modules/job/job.type.ts';
import type { JobAttempt } from '../modules/job/job-attempt.type.ts';
import type { JobAttemptFilter } from '../modules/job/job-attempt-filter.input.ts';
import type { JobAttemptOrderField } from '../modules/job/job-attempt-order-field.ts';
import type { JobEvent } from '../modules/job/job-event.type.ts';
import type { JobEventFilter } from '../modules/job/job-event-filter.input.ts';
import type { JobEventOrderField } from '../modules/job/job-event-order-field.ts';
import type { JobFilter } from '../modules/job/job-filter.input.ts';
import type { JobOrderField } from '../modules/job/job-order-field.ts';
import type { Layer } from '../modules/layer/layer.type.ts';
import type { LayerFilter } from '../modules/layer/layer-filter.input.ts';
import type { LayerOrderField } from '../modules/layer/layer-order-field.ts';
import type { LayerScore } from '../modules/layer-score/layer-score.type.ts';
import type { LayerScoreFilter } from '../modules/layer-score/layer-score-filter.input.ts';
import type { LayerScoreOrderField } from '../modules/layer-score/layer-score-order-field.ts';
import type { Model } from '../modules/model/model.type.ts';
import type { ModelFilter } from '../modules/model/model-filter.input.ts';
import type { ModelOrderField } from '../modules/model/model-order-field.ts';
import type { ModelFamily } from '../modules/model-family/model-family.type.ts';
import type { ModelFamilyFilter } from '../modules/model-family/model-family-filter.input.ts';
import type { ModelFamilyOrderField } from '../modules/model-family/model-family-order-field.ts';
import type { ModelRevision } from '../modules/model-revision/model-revision.type.ts';
import type { ModelRevisionFilter } from '../modules/model-revision/model-revision-filter.input.ts';
import type { ModelRevisionOrderField } from '../modules/model-revision/model-revision-order-field.ts';
import type { Pruning } from '../modules/pruning/pruning.type.ts';
import type { PruningFilter } from '../modules/pruning/pruning-filter.input.ts';
import type { PruningOrderField } from '../modules/pruning/pruning-order-field.ts';
import type { Release } from '../modules/release/release.type.ts';
import type { ReleaseFilter } from '../modules/release/release-filter.input.ts';
import type { ReleaseOrderField } from '../modules/release/release-order-field.ts';
import type { ResultImport } from '../modules/result-import/result-import.type.ts';
import type { ResultImportFilter } from '../modules/result-import/result-import-filter.input.ts';
import type { ResultImportOrderField } from '../modules/result-import/result-import-order-field.ts';
import type { ScoreRun } from '../modules/score-run/score-run.type.ts';
import type { ScoreRunFilter } from '../modules/score-run/score-run-filter.input.ts';
import type { ScoreRunOrderField } from '../modules/score-run/score-run-order-field.ts';
import type { Study } from '../modules/study/study.type.ts';
import type { StudyFilter } from '../modules/study/study-filter.input.ts';
import type { StudyOrderField } from '../modules/study/study-order-field.ts';
import type { Worker } from '../modules/worker/worker.type.ts';
import type { WorkerFilter } from '../modules/worker/worker-filter.input.ts';
import type { WorkerOrderField } from '../modules/worker/worker-order-field.ts';

/** The three types that describe one kind of row: the row, its filter and the columns it sorts by. */
export interface NodeTypeParts<Row, Filter, OrderField extends string> {
  readonly row: Row;
  readonly filter: Filter;
  readonly orderField: OrderField;
}

/** Every kind of row that is stored in one table and listed, by its name in the schema. */
export interface NodeTypes {
  readonly ModelFamily: NodeTypeParts<ModelFamily, ModelFamilyFilter, ModelFamilyOrderField>;
  readonly Model: NodeTypeParts<Model, ModelFilter, ModelOrderField>;
  readonly ModelRevision: NodeTypeParts<ModelRevision, ModelRevisionFilter, ModelRevisionOrderField>;
  readonly Layer: NodeTypeParts<Layer, LayerFilter, LayerOrderField>;
  readonly LayerScore: NodeTypeParts<LayerScore, LayerScoreFilter, LayerScoreOrderField>;
  readonly CalibrationSet: NodeTypeParts<CalibrationSet, CalibrationSetFilter, CalibrationSetOrderField>;
  readonly CalibrationConfig: NodeTypeParts<CalibrationConfig, CalibrationConfigFilter, CalibrationConfigOrderField>;
  readonly ScoreRun: NodeTypeParts<ScoreRun, ScoreRunFilter, ScoreRunOrderField>;
  readonly Pruning: NodeTypeParts<Pruning, PruningFilter, PruningOrderField>;
  readonly Benchmark: NodeTypeParts<Benchmark, BenchmarkFilter, BenchmarkOrderField>;
  readonly Evaluation: NodeTypeParts<Evaluation, EvaluationFilter, EvaluationOrderField>;
  readonly Sample: NodeTypeParts<Sample, SampleFilter, SampleOrderField>;
  readonly Efficiency: NodeTypeParts<Efficiency, EfficiencyFilter, EfficiencyOrderField>;
  readonly Study: NodeTypeParts<Study, StudyFilter, StudyOrderField>;
  readonly Job: NodeTypeParts<Job, JobFilter, JobOrderField>;
  readonly JobAttempt: NodeTypeParts<JobAttempt, JobAttemptFilter, JobAttemptOrderField>;
  readonly JobEvent: NodeTypeParts<JobEvent, JobEventFilter, JobEventOrderField>;
  readonly Worker: NodeTypeParts<Worker, WorkerFilter, WorkerOrderField>;
  readonly Release: NodeTypeParts<Release, ReleaseFilter, ReleaseOrderField>;
  readonly ResultImport: NodeTypeParts<ResultImport, ResultImportFilter, ResultImportOrderField>;
  readonly ApiToken: NodeTypeParts<ApiToken, ApiTokenFilter, ApiTokenOrderField>;
}

export type ListedTypeName = keyof NodeTypes;
