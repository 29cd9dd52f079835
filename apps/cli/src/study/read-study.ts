import { compareStrategies, describeRepairSetting, type EvaluatedCell, type StrategyStep } from '@lamina/benchmarks';
import type { EfficiencyRow, EvaluationRow, ScoreRunRow, SearchResult, StudyRows } from '@lamina/database';
import { getAt } from '@lamina/errors';
import { findHeadline, HEADLINE_OF_KIND, holmAdjust, isHigherBetter, toEnumName } from '@lamina/metrics';
import { areBlocksOnly, listRemovedUnits, NOTHING_REMOVED, type RemovedUnits } from '@lamina/plans';
import { STRATEGY } from '@lamina/strategies';
import type { ModelFactsInput, NormPlacement } from '../../generated/schema.ts';

/** One metric of one benchmark. */
export interface StudyEvaluation extends EvaluatedCell {
  readonly standardError: number | null;
  readonly sampleCount: number;
  readonly shots: number;
  readonly difference: { readonly value: number; readonly low: number | null; readonly high: number | null } | null;
  readonly mcNemarP: number | null;
  /** Holm's correction over the benchmarks of this removal and metric. */
  readonly holmP: number | null;
}

/** One removal of the study. */
export interface StudyPruning extends RemovedUnits {
  readonly strategy: string;
  readonly seed: number | null;
  /** Short name of the calibration text whose scores chose the units; null for strategies that read no scores. */
  readonly chosenOn: string | null;
  /** Kinds of units that the strategy could choose. */
  readonly units: readonly string[];
  readonly order: readonly number[];
  readonly parametersAfter: number;
  readonly cacheBytesPerToken: number | null;
  /** How the removed blocks were replaced, with the error that is predicted; null if nothing replaces them. */
  readonly repair: unknown;
  readonly evaluations: readonly StudyEvaluation[];
}

/** The results of a study of one model. */
export interface StudyResult {
  readonly model: string;
  readonly digest: string;
  readonly blocks: number;
  /** The model's facts, for a platform without its files. */
  readonly facts: ModelFacts;
  readonly lane: string | null;
  readonly request: unknown;
  readonly scores: readonly StudyScores[];
  readonly dense: { readonly evaluations: readonly StudyEvaluation[] };
  readonly prunings: readonly StudyPruning[];
  /** Whole blocks without a repair: every strategy compared with the random-inner control, by mean retention over the benchmarks that have the metric. */
  readonly comparison: StudyComparison;
  /**
   * The same of each other set of units, and of each repair; other settings of a kind are another repair. A repair is compared with random removals that are
   * not repaired.
   */
  readonly comparisons: readonly (StudyComparison & RepairedUnits)[];
  readonly efficiency: readonly StudyEfficiency[];
}

/** What one comparison is about. */
export interface RepairedUnits {
  readonly units: readonly string[];
  /** Kind of the repair; null without one. */
  readonly repair: string | null;
  /** How it was solved, in words; null without a repair. */
  readonly setting: string | null;
}

/** Strategies compared on the same benchmarks. */
export interface StudyComparison {
  readonly metric: string;
  readonly benchmarks: readonly string[];
  readonly steps: readonly StrategyStep[];
}

/** Speed and memory of the whole model or one removal. */
export interface StudyEfficiency {
  readonly removed: readonly number[];
  /** Kind of the repair; null without one. */
  readonly repair: string | null;
  readonly batch: number;
  readonly prefillTokensPerSecond: Spread;
  /** Null if the model has no cache. */
  readonly decodeTokensPerSecond: Spread | null;
  readonly weightsBytes: number;
  readonly [fact: string]: unknown;
}

interface Spread {
  readonly median: number;
  readonly low: number | null;
  readonly high: number | null;
}

/** The facts of a model, in the API's form. */
export type ModelFacts = Omit<ModelFactsInput, 'precision'> & { readonly precision: string };

/** One score run. */
export interface StudyScores {
  readonly calibration: string;
  readonly window: number;
  readonly documentPart: string | null;
  readonly tokens: number;
  /** Metric → mean and standard error of every block. */
  readonly metrics: Readonly<
    Record<string, { readonly mean: readonly (number | null)[]; readonly standardError: readonly (number | null)[] }>
  >;
  /** What its searches chose. */
  readonly searches: readonly SearchResult[];
}

/** All results of a finished study. */
export function readStudy(rows: StudyRows): StudyResult {
  const { slug, request, revision, scoreRuns, prunings, evaluations, efficiencies, answers } = rows;
  const bySubject = Map.groupBy(evaluations, ({ pruningId }) => pruningId);
  // A whole model or a pruning without results has none.
  const resultsOf = (pruningId: string | null): readonly EvaluationRow[] => bySubject.get(pruningId) ?? [];
  const listed = prunings.map((pruning) => ({ ...pruning, cells: resultsOf(pruning.id).map(toCell) }));
  const dense = resultsOf(null);
  return {
    model: slug,
    digest: revision.digest,
    blocks: revision.blockCount,
    facts: {
      blockCount: revision.blockCount,
      hiddenSize: revision.hiddenSize,
      parameterCount: Number(revision.parameterCount),
      vocabularySize: revision.vocabularySize,
      architecture: revision.architecture,
      // The database stores the engine's names, which are those of the enum.
      normPlacement: toEnumName(revision.normPlacement) as NormPlacement,
      precision: revision.precision,
      layerParameterCounts: revision.layers.map(({ parameterCount }) => Number(parameterCount)),
      weightsSha256: revision.weightsSha256,
    },
    lane: evaluations[0]?.protocol ?? null,
    request,
    scores: scoreRuns.map(describeScores),
    dense: { evaluations: describe(dense) },
    prunings: prunings.map(({ id, ...pruning }) => ({
      ...describePruning(pruning),
      evaluations: describe(resultsOf(id)),
    })),
    ...compareAll(listed, { blockCount: revision.blockCount, answers }),
    efficiency: efficiencies.map(describeEfficiency),
  };
}

function describe(rows: readonly EvaluationRow[]): readonly StudyEvaluation[] {
  const holm = adjustByMetric(rows);
  return rows.map((row) => ({
    benchmark: row.benchmark.name,
    metric: row.metric,
    value: row.value,
    standardError: row.standardError,
    sampleCount: row.sampleCount,
    shots: row.shots,
    retention: row.retention,
    retentionStandardError: row.retentionStandardError,
    difference: row.difference === null ? null : { value: row.difference, low: row.differenceLow, high: row.differenceHigh },
    mcNemarP: row.mcNemarP,
    holmP: holm.get(row.id) ?? null,
  }));
}

function adjustByMetric(rows: readonly EvaluationRow[]): ReadonlyMap<string, number> {
  const adjusted = new Map<string, number>();
  const tested = rows.flatMap(({ id, metric, mcNemarP }) => (mcNemarP === null ? [] : [{ id, metric, mcNemarP }]));
  for (const family of Map.groupBy(tested, ({ metric }) => metric).values()) {
    const values = holmAdjust(family.map(({ mcNemarP }) => mcNemarP));
    for (const [place, { id }] of family.entries()) adjusted.set(id, getAt(values, place));
  }
  return adjusted;
}

function describePruning(pruning: Omit<StudyRows['prunings'][number], 'id'>): Omit<StudyPruning, 'evaluations'> {
  const { strategy, seed, units, change, order, parametersAfter, cacheBytesPerToken } = pruning;
  return {
    ...{
      strategy,
      seed,
      chosenOn: findText(pruning),
      units,
      ...listRemovedUnits(change.remove),
      order: order.map(({ block }) => block),
      cacheBytesPerToken,
      repair: change.repair,
    },
    parametersAfter: Number(parametersAfter),
  };
}

function findText({ scoreRun }: Pick<StudyRows['prunings'][number], 'scoreRun'>): string | null {
  return scoreRun === null ? null : scoreRun.calibrationConfig.calibrationSet.slug;
}

type ListedPruning = StudyRows['prunings'][number] & { readonly cells: readonly ReturnType<typeof toCell>[] };

function toCell({ id, denseId, benchmark, metric, value, retention, retentionStandardError }: EvaluationRow) {
  return { key: id, denseKey: denseId, benchmark: benchmark.name, metric, value, retention, retentionStandardError };
}

/** Comparisons within one set of units and one repair; different ones are never in one table. */
function compareAll(
  prunings: readonly ListedPruning[],
  { blockCount, ...others }: { readonly blockCount: number } & Pick<StudyRows, 'answers'>,
): Pick<StudyResult, 'comparison' | 'comparisons'> {
  const removals = prunings.map((pruning) => ({
    ...pruning,
    key: pruning.id,
    chosenOn: findText(pruning),
    scoreRunKey: pruning.scoreRunId,
    removedRatio: pruning.removedCount / (blockCount * pruning.units.length),
    remove: pruning.change.remove,
    repair: pruning.change.repair?.kind ?? null,
    setting: describeSetting(pruning.change.repair),
  }));
  const controls = removals.filter(({ strategy }) => strategy === STRATEGY.randomInner);
  const comparisons = [...Map.groupBy(removals, ({ units, repair, setting }) => JSON.stringify([units, repair, setting])).values()].map(
    (own) => {
      const { units, repair, setting } = getAt(own, 0);
      const control = repair === null ? [] : controls.filter((draw) => draw.units.join() === units.join());
      return { units, repair, setting, ...compare([...own, ...control], { units, ...others }) };
    },
  );
  const isPlain = (one: { readonly units: readonly string[]; readonly repair: string | null }): boolean =>
    areBlocksOnly(one.units) && one.repair === null;
  return {
    comparison: comparisons.find(isPlain) ?? compare([], { units: [], ...others }),
    comparisons: comparisons.filter((one) => !isPlain(one)),
  };
}

/** A stored repair without its kind: `windows of 256 tokens, tokens no-sinks, solved on invented-world`. */
function describeSetting(repair: unknown): string | null {
  if (repair === null) return null;
  const { setting, tokenRule, calibration } = repair as StoredRepair;
  return [describeRepairSetting(setting), `tokens ${tokenRule}`, `solved on ${calibration.slug}`].filter((part) => part !== '').join(', ');
}

interface StoredRepair {
  readonly setting: Parameters<typeof describeRepairSetting>[0];
  readonly tokenRule: string;
  readonly calibration: { readonly slug: string };
}

function compare(
  removals: Parameters<typeof compareStrategies>[0],
  about: { readonly units: readonly string[] } & Pick<StudyRows, 'answers'>,
): StudyComparison {
  const cells = removals.flatMap((removal) => removal.cells);
  // A study of no removals has nothing to compare: an empty table under the name of the usual metric.
  const metric = (findHeadline(cells) ?? cells[0])?.metric ?? HEADLINE_OF_KIND['multiple-choice'];
  const benchmarks = [...new Set(cells.filter((cell) => cell.metric === metric).map(({ benchmark }) => benchmark))].sort();
  return {
    metric,
    benchmarks,
    steps: compareStrategies(removals, { benchmarks, metric, isHigherBetter: isHigherBetter(metric), ...about }),
  };
}

function describeScores(run: ScoreRunRow): StudyScores {
  const { calibrationConfig: config, layerScores, tokenCount, searches } = run;
  const byMetric = Map.groupBy(layerScores, ({ metric }) => metric);
  const metrics = [...byMetric].map(([metric, own]) => [
    metric,
    { mean: own.map(({ mean }) => mean), standardError: own.map(({ standardError }) => standardError) },
  ]);
  return {
    calibration: config.calibrationSet.slug,
    window: config.window,
    documentPart: config.documentPart,
    tokens: tokenCount,
    metrics: Object.fromEntries(metrics),
    searches: searches as unknown as readonly SearchResult[],
  };
}

function describeEfficiency({
  pruning,
  peakMemoryBytes,
  baseMemoryBytes,
  weightsBytes,
  parameterCount,
  ...row
}: EfficiencyRow): StudyEfficiency {
  const { machine, device, provider, threads, batch, promptTokens, generatedTokens, rounds, repetitions } = row;
  return {
    ...{
      ...listRemovedUnits(pruning === null ? NOTHING_REMOVED : pruning.change.remove),
      repair: pruning?.change.repair?.kind ?? null,
      machine,
      device,
      provider,
      threads,
      batch,
      promptTokens,
      generatedTokens,
      rounds,
      repetitions,
    },
    prefillTokensPerSecond: { median: row.prefillTokensPerSecond, low: row.prefillLow, high: row.prefillHigh },
    decodeTokensPerSecond:
      row.decodeTokensPerSecond === null ? null : { median: row.decodeTokensPerSecond, low: row.decodeLow, high: row.decodeHigh },
    peakMemoryBytes: Number(peakMemoryBytes),
    baseMemoryBytes: Number(baseMemoryBytes),
    weightsBytes: Number(weightsBytes),
    parameters: Number(parameterCount),
    cacheBytesPerToken: row.cacheBytesPerToken,
  };
}
