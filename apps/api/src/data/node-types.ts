import type { ApiToken } from '../nouns/api-token/api-token.type.ts';
import type { ApiTokenFilter } from '../nouns/api-token/api-token-filter.input.ts';
import type { ApiTokenOrderField } from '../nouns/api-token/api-token-order-field.ts';
import type { Benchmark } from '../nouns/benchmark/benchmark.type.ts';
import type { BenchmarkFilter } from '../nouns/benchmark/benchmark-filter.input.ts';
import type { BenchmarkOrderField } from '../nouns/benchmark/benchmark-order-field.ts';
import type { CalibrationConfig } from '../nouns/calibration-set/calibration-config.type.ts';
import type { CalibrationConfigFilter } from '../nouns/calibration-set/calibration-config-filter.input.ts';
import type { CalibrationConfigOrderField } from '../nouns/calibration-set/calibration-config-order-field.ts';
import type { CalibrationSet } from '../nouns/calibration-set/calibration-set.type.ts';
import type { CalibrationSetFilter } from '../nouns/calibration-set/calibration-set-filter.input.ts';
import type { CalibrationSetOrderField } from '../nouns/calibration-set/calibration-set-order-field.ts';
import type { Efficiency } from '../nouns/efficiency/efficiency.type.ts';
import type { EfficiencyFilter } from '../nouns/efficiency/efficiency-filter.input.ts';
import type { EfficiencyOrderField } from '../nouns/efficiency/efficiency-order-field.ts';
import type { Evaluation } from '../nouns/evaluation/evaluation.type.ts';
import type { EvaluationFilter } from '../nouns/evaluation/evaluation-filter.input.ts';
import type { EvaluationOrderField } from '../nouns/evaluation/evaluation-order-field.ts';
import type { Sample } from '../nouns/evaluation/sample.type.ts';
import type { SampleFilter } from '../nouns/evaluation/sample-filter.input.ts';
import type { SampleOrderField } from '../nouns/evaluation/sample-order-field.ts';
import type { Job } from '../nouns/job/job.type.ts';
import type { JobAttempt } from '../nouns/job/job-attempt.type.ts';
import type { JobAttemptFilter } from '../nouns/job/job-attempt-filter.input.ts';
import type { JobAttemptOrderField } from '../nouns/job/job-attempt-order-field.ts';
import type { JobEvent } from '../nouns/job/job-event.type.ts';
import type { JobEventFilter } from '../nouns/job/job-event-filter.input.ts';
import type { JobEventOrderField } from '../nouns/job/job-event-order-field.ts';
import type { JobFilter } from '../nouns/job/job-filter.input.ts';
import type { JobOrderField } from '../nouns/job/job-order-field.ts';
import type { Layer } from '../nouns/layer/layer.type.ts';
import type { LayerFilter } from '../nouns/layer/layer-filter.input.ts';
import type { LayerOrderField } from '../nouns/layer/layer-order-field.ts';
import type { LayerScore } from '../nouns/layer-score/layer-score.type.ts';
import type { LayerScoreFilter } from '../nouns/layer-score/layer-score-filter.input.ts';
import type { LayerScoreOrderField } from '../nouns/layer-score/layer-score-order-field.ts';
import type { Model } from '../nouns/model/model.type.ts';
import type { ModelFilter } from '../nouns/model/model-filter.input.ts';
import type { ModelOrderField } from '../nouns/model/model-order-field.ts';
import type { ModelFamily } from '../nouns/model-family/model-family.type.ts';
import type { ModelFamilyFilter } from '../nouns/model-family/model-family-filter.input.ts';
import type { ModelFamilyOrderField } from '../nouns/model-family/model-family-order-field.ts';
import type { ModelRevision } from '../nouns/model-revision/model-revision.type.ts';
import type { ModelRevisionFilter } from '../nouns/model-revision/model-revision-filter.input.ts';
import type { ModelRevisionOrderField } from '../nouns/model-revision/model-revision-order-field.ts';
import type { Pruning } from '../nouns/pruning/pruning.type.ts';
import type { PruningFilter } from '../nouns/pruning/pruning-filter.input.ts';
import type { PruningOrderField } from '../nouns/pruning/pruning-order-field.ts';
import type { Release } from '../nouns/release/release.type.ts';
import type { ReleaseFilter } from '../nouns/release/release-filter.input.ts';
import type { ReleaseOrderField } from '../nouns/release/release-order-field.ts';
import type { ResultImport } from '../nouns/result-import/result-import.type.ts';
import type { ResultImportFilter } from '../nouns/result-import/result-import-filter.input.ts';
import type { ResultImportOrderField } from '../nouns/result-import/result-import-order-field.ts';
import type { ScoreRun } from '../nouns/score-run/score-run.type.ts';
import type { ScoreRunFilter } from '../nouns/score-run/score-run-filter.input.ts';
import type { ScoreRunOrderField } from '../nouns/score-run/score-run-order-field.ts';
import type { Study } from '../nouns/study/study.type.ts';
import type { StudyFilter } from '../nouns/study/study-filter.input.ts';
import type { StudyOrderField } from '../nouns/study/study-order-field.ts';
import type { Worker } from '../nouns/worker/worker.type.ts';
import type { WorkerFilter } from '../nouns/worker/worker-filter.input.ts';
import type { WorkerOrderField } from '../nouns/worker/worker-order-field.ts';

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
