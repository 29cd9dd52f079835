import { isAbsolute } from 'node:path';
import { type JudgedRemoval, planMeasurement, recommendRemoval } from '@lamina/benchmarks';
import { listRemovedUnits, writePruneCommand } from '@lamina/plans';
import { UnitKind } from '../vocabulary/unit-kind.ts';
import { describeRecommendation, RECOMMENDATION_METHOD } from './describe-recommendation.ts';
import { listRemovals, type MeasuredRemoval } from './list-removals.ts';
import { measureSaving } from './measure-saving.ts';
import type { Recommendation, RecommendedRemoval } from './recommendation.type.ts';
import type { BenchmarkRecord, EfficiencyRecord, EvaluatedRecord, ModelRecord } from './recommendation-statements.ts';
import { AVERAGE, isMean, PERPLEXITY, type WantedRecommendation } from './wanted-recommendation.ts';

/** Benchmarks that a first study runs. */
const MAX_FIRST_BENCHMARKS = 10;

/** The data about one model, and the request. */
export interface RecommendationFacts {
  readonly model: ModelRecord;
  readonly evaluated: readonly EvaluatedRecord[];
  readonly efficiencies: readonly EfficiencyRecord[];
  readonly known: readonly BenchmarkRecord[];
  readonly wanted: WantedRecommendation;
}

/** The recommendation for one model. */
export function answerRecommendation({ model, evaluated, efficiencies, known, wanted }: RecommendationFacts): Recommendation {
  const { maximumLoss, metric } = wanted;
  const prunings = evaluated.flatMap((record) => (record.key === null ? [] : [record]));
  const { benchmarks, candidates, gaps } = listRemovals(prunings, wanted);
  const recommendation = recommendRemoval(candidates, maximumLoss);
  const toRemoval = (judged: JudgedRemoval<MeasuredRemoval> | null): RecommendedRemoval | null =>
    judged && describeRemovalOf(judged, { model, efficiencies });
  const choice = toRemoval(recommendation.choice);
  const asked = known.filter(({ name }) => benchmarks.includes(name));
  const obstacle = findObstacle(model, wanted);
  const measure =
    obstacle !== null
      ? null
      : planMeasurement({
          recommendation,
          gaps,
          blockCount: model.blockCount,
          benchmarks: asked.length > 0 ? asked : listFirstBenchmarks(known, metric, model),
          hasSpeed: choice !== null && choice.saves.prefill !== null,
        });
  const subject = describeSubject(metric, benchmarks);
  return {
    modelKey: model.modelKey,
    verdict: recommendation.verdict,
    statement: describeRecommendation({
      recommendation,
      maximumLoss,
      subject,
      reason: obstacle ?? measure?.reason ?? null,
    }),
    method: RECOMMENDATION_METHOD,
    maximumLoss,
    metric,
    benchmarks,
    lane: evaluated[0]?.lane ?? wanted.lane,
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
  { candidate, loss, interval, probabilityWithin, correctedProbability }: JudgedRemoval<MeasuredRemoval>,
  { model, efficiencies }: Pick<RecommendationFacts, 'model' | 'efficiencies'>,
): RecommendedRemoval {
  return {
    pruningKey: candidate.pruningKey,
    ...listRemovedUnits(candidate.removal),
    strategies: candidate.strategies,
    loss,
    lossInterval: interval,
    probabilityWithin,
    correctedProbability,
    documents: candidate.loss.documents,
    saves: measureSaving(candidate, { parameterCount: model.parameterCount, efficiencies }),
    command: writePruneCommand(nameForCommand(model), candidate.removal),
  };
}

/** The reason why a study would not help. */
function findObstacle({ source }: ModelRecord, { units }: WantedRecommendation): string | null {
  if (source === 'declared') return 'The model was registered by its facts and has no files here: import evaluations of its prunings.';
  if (units === null || units.includes(UnitKind.BLOCK)) return null;
  return 'Measure them with a study of these units: submitStudy with units, or lamina study --units attention,mlp.';
}

/**
 * The model argument of `lamina prune`: its registered reference. A folder's path on the scorer's machine is not published, and a declared model has
 * no reference.
 */
function nameForCommand({ slug, location }: ModelRecord): string {
  return location === '' || isAbsolute(location) ? `./${slug}` : location;
}

/** The benchmarks that the model was evaluated on, else those that are available. */
function listFirstBenchmarks(known: readonly BenchmarkRecord[], metric: string, { revisionKey }: ModelRecord): readonly BenchmarkRecord[] {
  if (!isMean(metric)) return known.filter(({ name }) => name === metric);
  const ofKind = known.filter(({ kind }) => (kind === PERPLEXITY) === (metric === PERPLEXITY));
  const own = ofKind.filter(({ revisionKeys }) => revisionKeys.includes(revisionKey));
  return (own.length > 0 ? own : ofKind).slice(0, MAX_FIRST_BENCHMARKS);
}

/** `of the mean over 5 benchmarks`. */
function describeSubject(metric: string, benchmarks: readonly string[]): string {
  if (metric === PERPLEXITY) return benchmarks.length > 1 ? `more perplexity over ${benchmarks.length} texts` : 'more perplexity';
  if (metric !== AVERAGE) return `of ${metric}`;
  return benchmarks.length > 1 ? `of the mean retention over ${benchmarks.length} benchmarks` : 'of the retention';
}
