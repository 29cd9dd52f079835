import {
  canShowLoss,
  compareStrategies,
  describeRepairSetting,
  intervalOfText,
  LOG_LOSSES,
  listTerms,
  measureOnBenchmarks,
  measureOnText,
  measureTextLoss,
  SCORES,
  toShare,
} from '@lamina/benchmarks';
import { type EfficiencyRow, type EvaluationRow, type ScoreRunRow, type StudyRows, windowsOf } from '@lamina/database';
import { getAt } from '@lamina/errors';
import type { StudyRequest } from '@lamina/jobs';
import { adjustFamilies, findHeadline, HEADLINE_OF_KIND, isScore, toEnumName } from '@lamina/metrics';
import { areBlocksOnly, isRemoval, listRemovedUnits, NOTHING_REMOVED } from '@lamina/plans';
import { type SearchResult, STRATEGY } from '@lamina/strategies';
import type { NormPlacement } from '../../generated/schema.ts';

/** The results of a study of one model. */
export type StudyResult = ReturnType<typeof readStudy>;
/** One metric of one benchmark; holmP is Holm's correction over the benchmarks of this removal and metric. */
export type StudyEvaluation = StudyResult['dense']['evaluations'][number];
/** One removal of the study. */
export type StudyPruning = StudyResult['prunings'][number];
/** One score run. */
export type StudyScores = StudyResult['scores'][number];
/** Strategies compared on the same benchmarks. */
export type StudyComparison = ReturnType<typeof compare>;

/**
 * All results of a finished study. `comparison`: of whole blocks without a repair, every strategy compared with the random-inner control by mean retention
 * over the benchmarks that have the metric and can show a loss, and on each text by its loss; `comparisons`: the same of each other set of units, and of each
 * repair. Other settings of a kind are another repair. A repair is compared with random removals that are not repaired.
 */
export function readStudy(rows: StudyRows) {
  const { slug, request, revision, scoreRuns, prunings, evaluations, textEvaluations, roundings, efficiencies, answers } = rows;
  const bySubject = Map.groupBy(evaluations, ({ pruningId }) => pruningId);
  // A whole model or a pruning without results has none.
  const resultsOf = (pruningId: string | null): readonly EvaluationRow[] => bySubject.get(pruningId) ?? [];
  const dense = resultsOf(null);
  const readings = Map.groupBy(textEvaluations, ({ pruningId }) => pruningId);
  // A model that was read on no text has none.
  const textsOf = (pruningId: string | null): readonly TextRow[] => readings.get(pruningId) ?? [];
  const read = new Set(textsOf(null).map(({ text }) => text));
  const denseById = new Map(dense.map((row) => [row.id, row]));
  const toComparedCell = (row: EvaluationRow) => toCell(row, row.denseId === null ? undefined : denseById.get(row.denseId));
  const listed = prunings.map((pruning) => ({ ...pruning, cells: resultsOf(pruning.id).map(toComparedCell), texts: textsOf(pruning.id) }));
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
    dense: {
      evaluations: describe(dense),
      texts: textsOf(null).map(({ text, source, meanNats, contextTokens }) => ({ text, source, meanNats, contextTokens })),
    },
    /** Texts on which nothing was measured, because the model does not know their language. */
    textsLeftOut: (request as Pick<StudyRequest, 'texts'>).texts.filter((text) => !read.has(text)),
    prunings: prunings.map(({ id, ...pruning }) => ({
      ...describePruning(pruning),
      evaluations: describe(resultsOf(id)),
      texts: textsOf(id).map(describeText),
    })),
    ...compareAll(
      listed.filter(({ change }) => isRemoval(change)),
      { blockCount: revision.blockCount, answers },
    ),
    roundings: roundings.map(describeRounding),
    efficiency: efficiencies.map(describeEfficiency),
  };
}

function describe(rows: readonly EvaluationRow[]) {
  const holm = adjustFamilies(rows, { familyOf: ({ metric }) => metric, pOf: ({ mcNemarP }) => mcNemarP });
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
    holmP: holm.get(row) ?? null,
  }));
}

type TextRow = StudyRows['textEvaluations'][number];

/** The loss on one text, as a share with its 95 % interval. */
function describeText(row: TextRow) {
  const { text, source, contextTokens } = row;
  const loss = measureTextLoss(windowsOf(row));
  const interval = intervalOfText(loss);
  return { text, source, contextTokens, loss: toShare(loss.logLoss), low: interval?.low ?? null, high: interval?.high ?? null, ...loss };
}

/** How far the next tokens move if one unit alone goes through a type. */
function describeRounding({
  unit,
  layerIndex,
  type,
  storedTypes,
  weightCount,
  bytes,
  text,
  divergence,
  standardError,
}: StudyRows['roundings'][number]) {
  return {
    ...{ unit, block: layerIndex, type, storedTypes, text, divergence, standardError },
    weights: Number(weightCount),
    bytes: Number(bytes),
  };
}

function describePruning(pruning: Omit<StudyRows['prunings'][number], 'id'>) {
  const { strategy, seed, units, change, caveat, order, parametersAfter, cacheBytesPerToken } = pruning;
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
      precision: change.precision,
      keepVocabulary: change.keepVocabulary,
      caveat,
    },
    parametersAfter: Number(parametersAfter),
  };
}

function findText({ scoreRun }: Pick<StudyRows['prunings'][number], 'scoreRun'>): string | null {
  return scoreRun === null ? null : scoreRun.calibrationConfig.calibrationSet.slug;
}

type ListedPruning = StudyRows['prunings'][number] & {
  readonly cells: readonly ReturnType<typeof toCell>[];
  readonly texts: readonly TextRow[];
};

/** A result with whether its benchmark can show a loss of the whole model: accuracies that the whole model guesses cannot. */
function toCell(
  { id, denseId, benchmark, metric, value, retention, retentionStandardError }: EvaluationRow,
  dense: EvaluationRow | undefined,
) {
  const showsLoss =
    dense !== undefined && canShowLoss({ dense: dense.value, denseStandardError: dense.standardError, chance: benchmark.chance });
  return { key: id, denseKey: denseId, benchmark: benchmark.name, metric, value, retention, retentionStandardError, showsLoss };
}

/** Comparisons within one set of units and one repair; different ones are never in one table. */
function compareAll(
  prunings: readonly ListedPruning[],
  { blockCount, ...others }: { readonly blockCount: number } & Pick<StudyRows, 'answers'>,
) {
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
    (alike) => {
      const { units, repair, setting } = getAt(alike, 0);
      const control = repair === null ? [] : controls.filter((draw) => draw.units.join() === units.join());
      return { units, repair, setting, ...compare([...alike, ...control], others) };
    },
  );
  const isPlain = (one: { readonly units: readonly string[]; readonly repair: string | null }): boolean =>
    areBlocksOnly(one.units) && one.repair === null;
  return {
    comparison: comparisons.find(isPlain) ?? compare([], others),
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

type ComparedRemoval = Parameters<typeof measureOnBenchmarks>[0][number] & Pick<ListedPruning, 'cells' | 'texts'>;

function compare(removals: readonly ComparedRemoval[], { answers }: Pick<StudyRows, 'answers'>) {
  const cells = removals.flatMap((removal) => removal.cells).filter(({ metric }) => isScore(metric));
  // A study of no removals has nothing to compare: an empty table under the name of the usual metric.
  const metric = findHeadline(cells)?.metric ?? HEADLINE_OF_KIND['multiple-choice'];
  const named = (showsLoss: boolean): string[] => {
    const found = cells.filter((cell) => cell.metric === metric && cell.showsLoss === showsLoss);
    return [...new Set(found.map(({ benchmark }) => benchmark))].sort();
  };
  const benchmarks = named(true);
  const texts = [...new Set(removals.flatMap((removal) => removal.texts.map(({ text }) => text)))].sort();
  return {
    metric,
    benchmarks,
    /** Benchmarks that the whole model guesses. */
    leftOut: named(false),
    steps: compareStrategies(measureOnBenchmarks(removals, { benchmarks, metric }, listTerms(answers)), SCORES),
    /** On each text: perplexity ÷ that of the whole model. */
    texts: texts.map((text) => ({
      text,
      steps: compareStrategies(measureOnText(removals.map((removal) => readOn(text, removal))), LOG_LOSSES),
    })),
  };
}

/** A removal with its windows of one text. */
function readOn(text: string, { texts, ...removal }: ComparedRemoval) {
  const row = texts.find((one) => one.text === text);
  return { ...removal, text: row === undefined ? null : { idsSha256: row.idsSha256, windows: windowsOf(row) } };
}

function describeScores(run: ScoreRunRow) {
  const { calibrationConfig: config, layerScores, tokenCount, searches } = run;
  const byMetric = Map.groupBy(layerScores, ({ metric }) => metric);
  const metrics = [...byMetric].map(
    ([metric, rows]) =>
      [metric, { mean: rows.map(({ mean }) => mean), standardError: rows.map(({ standardError }) => standardError) }] as const,
  );
  return {
    calibration: config.calibrationSet.slug,
    window: config.window,
    documentPart: config.documentPart,
    tokens: tokenCount,
    metrics: Object.fromEntries(metrics),
    searches: searches as unknown as readonly SearchResult[],
  };
}

function describeEfficiency({ pruning, peakMemoryBytes, baseMemoryBytes, weightsBytes, parameterCount, ...row }: EfficiencyRow) {
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
