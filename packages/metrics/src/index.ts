export { alignByDepth, type DepthCell, type DepthPoint } from './align-by-depth.ts';
export { angularDistance } from './angular-distance.ts';
export { averageIndependent, averageOf, type IndependentResult } from './average-independent.ts';
export { blockInfluenceOf, blockInfluenceSums } from './block-influence.ts';
export { type Agreement, type AgreementEstimate, type AgreementOptions, bootstrapAgreement } from './bootstrap-agreement.ts';
export { BOOTSTRAP_DEFAULTS, bootstrapSeries, type Interval, type SeriesBootstrap } from './bootstrap-series.ts';
export { compareScorings, type NamedScoring, type ScoringComparison, type ScoringPair } from './compare-scorings.ts';
export { createRandom, type Random } from './create-random.ts';
export { estimateMean, type MeanEstimate } from './estimate-mean.ts';
export { estimateRatio, type RatioEstimate } from './estimate-ratio.ts';
export { hiddenNormOf } from './hidden-norm.ts';
export { holmAdjust } from './holm-adjust.ts';
export { jaccardLowest } from './jaccard-lowest.ts';
export { kendallTauB } from './kendall-tau-b.ts';
export type { LayerSeries } from './layer-series.ts';
export {
  createIdentity,
  createMatrix,
  type Matrix,
  type MatrixProduct,
  multiplyMatrices,
  type TransposedFactors,
} from './linear-algebra/matrix.ts';
export { meanMatrixOf } from './mean-matrix.ts';
export { meanOf } from './mean-of.ts';
export { orderAscending } from './order-ascending.ts';
export { percentileOf } from './percentile.ts';
export { rankAscending } from './rank-ascending.ts';
export { type Ranked, type Ranking, rankAverages } from './rank-averages.ts';
export { relativeMagnitudeOf } from './relative-magnitude.ts';
export { type CollectedMoments, createMomentCollector, type GapStates, type MomentCollector } from './repairs/collect-moments.ts';
export type { MedianLengths } from './repairs/find-sinks.ts';
export type { GapMoments } from './repairs/gap-moments.ts';
export { repairErrorOf } from './repairs/repair-error.ts';
export { isLeastSquares, REPAIR_KINDS, type RepairKind, TOKEN_RULES, type TokenRule, takesRidge } from './repairs/repair-kind.ts';
export { type RepairOperator, type RepairSolution, type SolveOptions, solveRepair } from './repairs/solve-repair.ts';
export type { SeriesUnit } from './series-unit.ts';
export { spanBlockInfluence } from './span-block-influence.ts';
export { spearman } from './spearman.ts';
export { studentT95 } from './student-t.ts';
export {
  type ControlledResult,
  type ControlSummary,
  type ControlVerdict,
  MINIMUM_CONTROL_DRAWS,
  summariseControl,
} from './summarise-control.ts';
export { summariseSeries } from './summarise-series.ts';
export { Z_95 } from './z-95.ts';
