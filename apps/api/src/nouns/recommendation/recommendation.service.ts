import { type JudgedRemoval, planMeasurement, recommendRemoval } from '@lamina/benchmarks';
import { AppError } from '@lamina/errors';
import { findHubReference } from '@lamina/hub';
import { listRemovedUnits, writePruneCommand } from '@lamina/plans';
import { findGlobalId } from '../../data/global-id.ts';
import type { SqlReader } from '../../data/sql-reader.ts';
import { checkBatchSize } from '../../paging/check-batch-size.ts';
import { UnitKind } from '../vocabulary/unit-kind.ts';
import { describeRecommendation, RECOMMENDATION_METHOD } from './describe-recommendation.ts';
import { listRemovals, type MeasuredRemoval } from './list-removals.ts';
import { measureSaving } from './measure-saving.ts';
import type { RecommendationArgs } from './recommendation.args.ts';
import type { Recommendation, RecommendedRemoval } from './recommendation.type.ts';
import {
  type BenchmarkRecord,
  benchmarkStatement,
  type EfficiencyRecord,
  type EvaluatedRecord,
  efficiencyStatement,
  evaluatedStatement,
  type ModelRecord,
  modelStatement,
} from './recommendation-statements.ts';

/** Benchmarks that a first study is asked to run. */
const MAX_FIRST_BENCHMARKS = 10;
const AVERAGE = 'average';
const PERPLEXITY = 'perplexity';

/** Says which removal loses no more than a share: four statements, then computed here. */
export class RecommendationService {
  readonly #sqlReader: SqlReader;

  constructor(sqlReader: SqlReader) {
    this.#sqlReader = sqlReader;
  }

  /** @throws AppError NOT_FOUND for an unknown model or benchmark, BAD_USER_INPUT for a maximum that is no share. */
  recommendFor(model: string, args: RecommendationArgs): Promise<Recommendation> {
    const id = findGlobalId(model);
    return this.recommend(id?.typeName === 'Model' ? { key: id.key } : { slug: model }, args);
  }

  /** @throws AppError as recommendFor. */
  async recommend(where: { readonly key: string } | { readonly slug: string }, args: RecommendationArgs): Promise<Recommendation> {
    const wanted = readArgs(args);
    const [model] = await this.#sqlReader.readRows<ModelRecord>(modelStatement(where));
    if (model === undefined)
      throw new AppError('NOT_FOUND', `There is no model ${'slug' in where ? `"${where.slug.slice(0, 100)}"` : 'with this id'}.`);
    const { revisionKey } = model;
    const benchmark = isMean(wanted.metric) ? null : wanted.metric;
    const [evaluated, efficiencies, known] = await Promise.all([
      this.#sqlReader.readRows<EvaluatedRecord>(evaluatedStatement({ revisionKey, lane: wanted.lane, benchmark })),
      this.#sqlReader.readRows<EfficiencyRecord>(efficiencyStatement(revisionKey)),
      this.#sqlReader.readRows<BenchmarkRecord>(benchmarkStatement(revisionKey)),
    ]);
    if (benchmark !== null) checkBenchmark(benchmark, known);
    return answer({ model, evaluated, efficiencies, known, wanted });
  }
}

/** Where resolvers find it. */
export type RecommendationContext = { readonly recommendations: RecommendationService };

type Wanted = ReturnType<typeof readArgs>;

function readArgs({ maximumLoss, metric, units, lane }: RecommendationArgs) {
  if (!(maximumLoss > 0 && maximumLoss <= 1))
    throw new AppError('BAD_USER_INPUT', `maximumLoss is ${maximumLoss}; it must be a share above 0 and at most 1, as 0.05 for 5 %.`);
  if (units) checkBatchSize('units', units.length);
  return { maximumLoss, metric: metric ?? AVERAGE, units: units ?? null, lane: lane ?? null };
}

function isMean(metric: string): boolean {
  return metric === AVERAGE || metric === PERPLEXITY;
}

function checkBenchmark(name: string, known: readonly BenchmarkRecord[]): void {
  if (known.some((benchmark) => benchmark.name === name)) return;
  throw new AppError(
    'NOT_FOUND',
    `There is no benchmark "${name.slice(0, 100)}". metric takes '${AVERAGE}', '${PERPLEXITY}' or a name that the list benchmarks has.`,
  );
}

interface Facts {
  readonly model: ModelRecord;
  readonly evaluated: readonly EvaluatedRecord[];
  readonly efficiencies: readonly EfficiencyRecord[];
  readonly known: readonly BenchmarkRecord[];
  readonly wanted: Wanted;
}

function answer({ model, evaluated, efficiencies, known, wanted }: Facts): Recommendation {
  const { maximumLoss, metric } = wanted;
  const prunings = evaluated.flatMap((record) => (record.key === null ? [] : [record]));
  const { benchmarks, candidates, gaps } = listRemovals(prunings, wanted);
  const recommendation = recommendRemoval(candidates, maximumLoss);
  const toRemoval = (judged: JudgedRemoval<MeasuredRemoval> | null): RecommendedRemoval | null =>
    judged && describeRemovalOf(judged, { model, efficiencies });
  const choice = toRemoval(recommendation.choice);
  const asked = known.filter(({ name }) => benchmarks.includes(name));
  const measure =
    findObstacle(model, wanted) !== null
      ? null
      : planMeasurement({
          recommendation,
          gaps,
          blockCount: model.blockCount,
          benchmarks: asked.length > 0 ? asked : listFirstBenchmarks(known, metric),
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
      reason: findObstacle(model, wanted) ?? measure?.reason ?? null,
    }),
    method: RECOMMENDATION_METHOD,
    maximumLoss,
    metric,
    benchmarks,
    lane: evaluated[0]?.lane ?? null,
    lanes: evaluated[0]?.lanes ?? [],
    comparedCount: candidates.length,
    choice,
    surer: toRemoval(recommendation.surer),
    documentsNeeded: recommendation.documentsNeeded,
    // Strategies of the plan are those of the API's enum.
    measure: measure as Recommendation['measure'],
  };
}

function describeRemovalOf(
  { candidate, loss, interval, probabilityWithin, correctedProbability }: JudgedRemoval<MeasuredRemoval>,
  { model, efficiencies }: Pick<Facts, 'model' | 'efficiencies'>,
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

/** Why no study would help. */
function findObstacle({ source }: ModelRecord, { units }: Wanted): string | null {
  if (source === 'declared') return 'The model was registered by its facts and has no files here: import evaluations of its prunings.';
  if (units === null || units.includes(UnitKind.BLOCK)) return null;
  return 'Studies remove whole layers: lamina evaluate with --remove-attention or --remove-mlp measures halves.';
}

/** How `lamina prune` is told the model; where a folder lies on the scorer's machine stays inside. */
function nameForCommand({ slug, source, location }: ModelRecord): string {
  if (source === 'bundled') return slug;
  return findHubReference(location) === undefined ? `./${slug}` : location;
}

/** What the model was evaluated on, else what can be. */
function listFirstBenchmarks(known: readonly BenchmarkRecord[], metric: string): readonly BenchmarkRecord[] {
  if (!isMean(metric)) return known.filter(({ name }) => name === metric);
  const ofKind = known.filter(({ kind }) => (kind === PERPLEXITY) === (metric === PERPLEXITY));
  const own = ofKind.filter(({ isKnown }) => isKnown);
  return (own.length > 0 ? own : ofKind).slice(0, MAX_FIRST_BENCHMARKS);
}

/** `of the mean over 5 benchmarks`. */
function describeSubject(metric: string, benchmarks: readonly string[]): string {
  if (metric === PERPLEXITY) return benchmarks.length > 1 ? `more perplexity over ${benchmarks.length} texts` : 'more perplexity';
  if (metric !== AVERAGE) return `of ${metric}`;
  return benchmarks.length > 1 ? `of the mean retention over ${benchmarks.length} benchmarks` : 'of the retention';
}
