import { holdsRepair, type Interval, type RepairFormat, type RepairKind } from '@lamina/metrics';
import { listRemovedUnits, type RemovedUnits, type UnitKind, writePruneCommand } from '@lamina/plans';
import type { StrategyName } from '@lamina/strategies';
import { isLimitedLane } from '../evaluation/name-limit.ts';
import { describeRecommendation, describeSubject, RECOMMENDATION_METHOD } from './describe-recommendation.ts';
import { isMean, PERPLEXITY_METRIC } from './find-loss.ts';
import { type KnownRemoval, listRemovals, type OtherLoss, type StoredPruning } from './list-removals.ts';
import { measureSaving, type RemovalSaving, type StoredEfficiency } from './measure-saving.ts';
import { type MeasurementRequest, planMeasurement } from './plan-measurement.ts';
import { type JudgedRemoval, measureShare, type RecommendationVerdict, recommendRemoval } from './recommend-removal.ts';

/** Why a study would not help. */
const NO_FILES = 'No files of the model are here, so it cannot be measured here: import evaluations of its prunings.';
/** Benchmarks that a first study runs. */
const MAX_FIRST_BENCHMARKS = 10;

/** The model that a recommendation is about. */
export interface RecommendedModel {
  /** How `lamina prune` names it. */
  readonly reference: string;
  /** Null = not known. */
  readonly format: RepairFormat | null;
  /** False if its files are not known here, so that nothing can be measured. */
  readonly hasFiles: boolean;
  readonly revisionKey: string;
  readonly blockCount: number;
  readonly parameterCount: number;
  /** Number format of the weights. */
  readonly precision: string;
}

/** A benchmark that is available for measurement. */
export interface AvailableBenchmark {
  readonly name: string;
  readonly kind: string;
  readonly documentCount: number;
  /** The revisions that were evaluated on it. */
  readonly revisionKeys: readonly string[];
}

/** The request. */
export interface WantedRecommendation {
  /** Share, above 0 and at most 1. */
  readonly maximumLoss: number;
  /** AVERAGE_METRIC, PERPLEXITY_METRIC or the name of a benchmark. */
  readonly metric: string;
  /** Null = all kinds. */
  readonly units: readonly UnitKind[] | null;
  /** Null = the first of the lanes. */
  readonly lane: string | null;
}

/** The data about one model, and the request. */
export interface RecommendationFacts {
  readonly model: RecommendedModel;
  /** Its prunings that were evaluated in one lane, newest first; a row without a key has only the lanes. */
  readonly evaluated: readonly ({ readonly lanes: readonly string[]; readonly lane: string | null } & (
    | StoredPruning
    | { readonly key: null }
  ))[];
  readonly efficiencies: readonly StoredEfficiency[];
  readonly known: readonly AvailableBenchmark[];
  readonly wanted: WantedRecommendation;
}

/** A measured removal, compared with the maximum loss. */
export interface RecommendedRemoval extends RemovedUnits {
  readonly pruningKey: string;
  /** Kind of the repair that replaces the removed blocks; null = nothing replaces them. */
  readonly repair: RepairKind | null;
  readonly strategies: readonly StrategyName[];
  /** Short names of the calibration texts whose scores led to it; empty where no scores were read. */
  readonly chosenOn: readonly string[];
  readonly loss: number;
  /** 95 %, of this removal alone. */
  readonly lossInterval: Interval;
  readonly probabilityWithin: number;
  readonly correctedProbability: number;
  /** Documents of the smallest benchmark. */
  readonly documents: number;
  /** The loss of another quantity; null = not known. */
  readonly otherLoss: {
    readonly metric: string;
    readonly benchmarks: readonly string[];
    readonly loss: number;
    readonly lossInterval: Interval;
  } | null;
  readonly saves: RemovalSaving;
  /** The command that writes the pruned model. */
  readonly command: string;
}

/** What to remove from a model. */
export interface RecommendationAnswer extends Pick<WantedRecommendation, 'maximumLoss' | 'metric' | 'lane'> {
  readonly verdict: RecommendationVerdict;
  /** The answer as a sentence, with its numbers. */
  readonly statement: string;
  /** How the probabilities are computed, with sources. */
  readonly method: string;
  /** Names of the benchmarks of the loss. */
  readonly benchmarks: readonly string[];
  readonly lanes: readonly string[];
  readonly comparedCount: number;
  readonly choice: RecommendedRemoval | null;
  /** A removal that saves less and is more certain. */
  readonly surer: RecommendedRemoval | null;
  readonly documentsNeeded: number | null;
  readonly measure: MeasurementRequest | null;
}

/** The recommendation for one model: what to remove, how certain that is, what it saves, and what to measure next. */
export function answerRecommendation({ model, evaluated, efficiencies, known, wanted }: RecommendationFacts): RecommendationAnswer {
  const { maximumLoss, metric } = wanted;
  const prunings = evaluated.flatMap((record) => (record.key === null ? [] : [record]));
  const { benchmarks, candidates, gaps } = listRemovals(prunings, wanted);
  const recommendation = recommendRemoval(candidates, maximumLoss);
  const toRemoval = (judged: JudgedRemoval<KnownRemoval> | null): RecommendedRemoval | null =>
    judged && describeRemovalOf(judged, { model, efficiencies });
  const choice = toRemoval(recommendation.choice);
  const asked = known.filter(({ name }) => benchmarks.includes(name));
  const lane = evaluated[0]?.lane ?? wanted.lane;
  const measure = model.hasFiles
    ? planMeasurement({
        recommendation,
        gaps,
        blockCount: model.blockCount,
        wantedUnits: wanted.units,
        isLimited: lane !== null && isLimitedLane(lane),
        benchmarks: asked.length > 0 ? asked : listFirstBenchmarks(known, metric, model),
        hasSpeed: choice !== null && choice.saves.prefill !== null,
      })
    : null;
  const subject = describeSubject(metric, benchmarks);
  return {
    verdict: recommendation.verdict,
    statement: describeRecommendation({
      recommendation,
      maximumLoss,
      subject,
      reason: model.hasFiles ? (measure?.reason ?? null) : NO_FILES,
    }),
    method: RECOMMENDATION_METHOD,
    maximumLoss,
    metric,
    benchmarks,
    lane,
    // A model without evaluations has no lane.
    lanes: evaluated[0]?.lanes ?? [],
    comparedCount: candidates.length,
    choice,
    surer: toRemoval(recommendation.surer),
    documentsNeeded: recommendation.documentsNeeded,
    measure,
  };
}

function describeRemovalOf(
  { candidate, loss, interval, probabilityWithin, correctedProbability }: JudgedRemoval<KnownRemoval>,
  { model, efficiencies }: Pick<RecommendationFacts, 'model' | 'efficiencies'>,
): RecommendedRemoval {
  return {
    pruningKey: candidate.pruningKey,
    ...listRemovedUnits(candidate.removal),
    repair: candidate.repair?.kind ?? null,
    strategies: candidate.strategies,
    chosenOn: candidate.chosenOn,
    loss,
    lossInterval: interval,
    probabilityWithin,
    correctedProbability,
    documents: candidate.loss.documents,
    otherLoss: candidate.otherLoss && describeOther(candidate.otherLoss),
    saves: measureSaving(candidate, { model, efficiencies }),
    command: writePruneCommand(
      model.reference,
      candidate.removal,
      candidate.repair && { ...candidate.repair, format: holdsRepair(model.format, candidate.repair.kind) ? null : 'onnx' },
    ),
  };
}

function describeOther({ loss, ...what }: OtherLoss): RecommendedRemoval['otherLoss'] {
  const { loss: share, interval } = measureShare(loss);
  return { ...what, loss: share, lossInterval: interval };
}

/** The benchmarks that the model was evaluated on, else those that are available. */
function listFirstBenchmarks(
  known: readonly AvailableBenchmark[],
  metric: string,
  { revisionKey }: RecommendedModel,
): readonly AvailableBenchmark[] {
  if (!isMean(metric)) return known.filter(({ name }) => name === metric);
  const ofKind = known.filter(({ kind }) => (kind === PERPLEXITY_METRIC) === (metric === PERPLEXITY_METRIC));
  const own = ofKind.filter(({ revisionKeys }) => revisionKeys.includes(revisionKey));
  return (own.length > 0 ? own : ofKind).slice(0, MAX_FIRST_BENCHMARKS);
}
