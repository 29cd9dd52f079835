export { alignByDepth, type DepthCell, type DepthPoint } from './agreement/align-by-depth.ts';
export { compareModels, type DepthRange, type ModelComparison, type ScoredModel } from './agreement/compare-models.ts';
export { correlateRanks, type RankCorrelation } from './agreement/correlate-ranks.ts';
export { jaccardLowest } from './agreement/jaccard-lowest.ts';
export { kendallTauB } from './agreement/kendall-tau-b.ts';
export { type AlignmentOptions, type ModelAgreement, measureAgreement } from './agreement/measure-agreement.ts';
export { spearman } from './agreement/spearman.ts';
export {
  createIdentity,
  createMatrix,
  type Matrix,
  type MatrixProduct,
  type TransposedFactors,
} from './linear-algebra/matrix.ts';
export { CHANGE_MEASURES } from './measures/change-measures.ts';
export { listSpans, type SpanMeasures } from './measures/list-spans.ts';
export { meanMatrixOf } from './measures/mean-matrix.ts';
export { axisOf, type BlockTerms, cosineOf, type Measure, type MeasureSums } from './measures/measure.ts';
export {
  BLOCK_MEASURES,
  type BlockMeasure,
  INFLUENCE_MEASURES,
  type InfluenceMeasure,
  LOSS_MEASURES,
  type LossMeasure,
  MEASURE_IDS,
  MEASURES,
  type MeasureId,
  SERIES_MEASURES,
  type SeriesMeasure,
  SUBLAYER_MEASURES,
  type SublayerMeasure,
} from './measures/measures.ts';
export { roundingDivergence } from './measures/rounding-divergence.ts';
export { isAccuracy, isHigherBetter, METRIC_NAMES, type MetricName } from './names/benchmark-metric.ts';
export { type EnumName, type KebabName, toEnumName, toKebabName } from './names/enum-name.ts';
export { findHeadline, HEADLINE_FILTER, HEADLINE_OF_KIND, isScore, SCORE_METRICS } from './names/find-headline.ts';
export { type FilteredMetric, metricKeyOf, NO_FILTER, splitMetricKey } from './names/metric-key.ts';
export { type NameInId, nameInId } from './names/name-in-id.ts';
export { recordOf } from './names/record-of.ts';
export type { Relation } from './prediction/choose-neighbour.ts';
export {
  evaluatePredictions,
  type PredictionScore,
  type PredictionScores,
  SCHEMES,
  type Scheme,
} from './prediction/evaluate-predictions.ts';
export { describePrediction, type PredictedProfile, predictProfile } from './prediction/predict-profile.ts';
export type { ModelShape, PublishedProfile } from './prediction/profile.ts';
export { chooseRounding, DIVERGENCE, ROUNDING_SOURCE, valuesByBlock } from './prediction/published-divergence.ts';
export { readModelShape } from './prediction/read-model-shape.ts';
export { siblingAgreement } from './prediction/sibling-agreement.ts';
export { arrangeProfiles, type ProfileGroup } from './profiles/arrange-profiles.ts';
export { averageByDepth, type DepthRank } from './profiles/average-by-depth.ts';
export { compareReadings, describeReadings, READING_PAIRS, type ReadingAgreement, type ReadingPair } from './profiles/compare-readings.ts';
export {
  type ComparedUnit,
  chooseRoundings,
  chooseRoundingType,
  compareRoundings,
  ROUNDING_SCORES,
  type RoundedLayer,
  type RoundingAgreement,
  type ScoredLayer,
} from './profiles/compare-roundings.ts';
export { countedOf, describeProfiles, LEAST_MODELS, type ProfilesFinding } from './profiles/describe-profiles.ts';
export { findValueUnit, LAYER_OPERATIONS, type LayerOperation, OPERATION_LABELS, type ValueUnit } from './profiles/layer-operation.ts';
export type { LayerProfile, ProfileCell, ProfiledModel, ProfileSource } from './profiles/layer-profile.ts';
export { type LayerRow, listLayerRows } from './profiles/list-layer-rows.ts';
export { type MarkedProfile, markProfiles } from './profiles/mark-profiles.ts';
export { correlateProfiles, depthOf, leastDepth, type RankedProfile, rankProfile } from './profiles/rank-profile.ts';
export { createRandom, type Random } from './random/create-random.ts';
export { countLowest } from './ranking/count-lowest.ts';
export { orderAscending } from './ranking/order-ascending.ts';
export { rankAscending } from './ranking/rank-ascending.ts';
export { type Ranked, type Ranking, rankAverages } from './ranking/rank-averages.ts';
export { createLowestTracker, type LowestSettlement, type LowestTracker } from './ranking/settle-lowest.ts';
export {
  type CollectedMoments,
  type CollectionOptions,
  createMomentCollector,
  type GapStates,
  type MomentCollector,
} from './repairs/collect-moments.ts';
export type { MedianLengths } from './repairs/find-sinks.ts';
export type { GapMoments } from './repairs/gap-moments.ts';
export type { Repair, RepairFormat, RepairSolution, SolveOptions } from './repairs/repair.ts';
export { repairErrorOf } from './repairs/repair-error.ts';
export type { RepairOperator } from './repairs/repair-operator.ts';
export {
  getRepair,
  holdsRepair,
  NO_REPAIR,
  REPAIR_KINDS,
  REPAIRS,
  type RepairKind,
  TOKEN_RULES,
  type TokenRule,
} from './repairs/repairs.ts';
export { defaultAlphaOf } from './repairs/ridge.ts';
export { BOOTSTRAP_DEFAULTS, bootstrapSeries, type SeriesBootstrap } from './series/bootstrap-series.ts';
export type { LayerSeries } from './series/layer-series.ts';
export type { SeriesUnit } from './series/series-unit.ts';
export { type LayerSummary, summariseLayers } from './series/summarise-layers.ts';
export { summariseSeries } from './series/summarise-series.ts';
export { averageIndependent, averageOf, type IndependentResult } from './statistics/average-independent.ts';
export { estimateMean, type MeanEstimate } from './statistics/estimate-mean.ts';
export { estimateRatio, type RatioEstimate } from './statistics/estimate-ratio.ts';
export { adjustFamilies, holmAdjust, SIGNIFICANT_P } from './statistics/holm-adjust.ts';
export type { Interval } from './statistics/interval.ts';
export { meanOf } from './statistics/mean-of.ts';
export { medianOf } from './statistics/median.ts';
export { normalProbability } from './statistics/normal-distribution.ts';
export { normalInterval } from './statistics/normal-interval.ts';
export { percentileOf } from './statistics/percentile.ts';
export { pairedStandardError, type RatioTerms, ratioTerms } from './statistics/ratio-terms.ts';
export { sampleDeviation, sampleMean, sampleVariance, standardErrorOfMean } from './statistics/sample-spread.ts';
export { studentProbability, studentQuantile, studentT95 } from './statistics/student-t.ts';
export { twoSidedP } from './statistics/two-sided-p.ts';
export { wilsonInterval } from './statistics/wilson-interval.ts';
export { type WindowStatistic, windowStatistic } from './statistics/window-statistic.ts';
export { Z_95 } from './statistics/z-95.ts';
