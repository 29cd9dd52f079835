import { HEADLINE_OF_KIND } from '@lamina/metrics';
import type { ArtefactFactsFragment, UnitKind } from '../../generated/graphql.ts';
import { type DenseResult, type Guessing, listGuessing } from '../pruning/find-guessing.ts';
import type { StrategyName } from '../pruning/strategy-name.ts';
import { toStrategyName } from '../pruning/strategy-name.ts';
import type { UnitSet } from '../pruning/unit-sets.ts';
import type { CertificateFacts } from './describe-certificate.ts';
import { DIVERGENCE } from './divergence-metric.ts';
import type { EvaluationFacts, ModelData, RemovalData } from './load-model.ts';

/** A measured value with its standard error. */
export interface Measured {
  readonly value: number;
  readonly standardError: number | null;
}

/** One pruning with its retention. */
export interface PruningSummary {
  readonly id: string;
  readonly strategy: StrategyName;
  readonly seed: number | null;
  /** Short name of the calibration text whose scores chose the units; null for strategies that read no scores, and where it is not known. */
  readonly chosenOn: string | null;
  readonly scoreRun: { readonly id: string } | null;
  readonly createdAt: string;
  readonly units: readonly UnitKind[];
  readonly removed: readonly number[];
  readonly removedAttention: readonly number[];
  readonly removedMlp: readonly number[];
  readonly removedCount: number;
  /** Removed units ÷ all units of these kinds. */
  readonly removedUnitRatio: number;
  readonly removedParameterRatio: number;
  readonly parametersAfter: number;
  /** Null if it is not known. */
  readonly cacheBytesPerToken: number | null;
  /** Null if no model was written or compared. */
  readonly certificate: CertificateFacts | null;
  /** Null if no model was written. */
  readonly artefact: ArtefactFactsFragment | null;
  /** Retention by benchmark; `average` exists only if every averaged benchmark is measured. */
  readonly retention: Readonly<Record<string, Measured>>;
  readonly perplexity: Measured | null;
  /** Kullback–Leibler divergence from the dense model on the text of the perplexity, nats per token. */
  readonly divergence: Measured | null;
  /** Share of answers that changed between right and wrong, by benchmark; `average` exists only if every benchmark has one. */
  readonly changed: Readonly<Record<string, number>>;
}

/** All prunings of a model, and the dense model's own values. */
export interface PruningOverview {
  /** The units that could be removed. */
  readonly units: UnitSet;
  readonly prunings: readonly PruningSummary[];
  readonly benchmarks: readonly string[];
  /** Whether retentions are above chance. */
  readonly aboveChance: boolean;
  /** Benchmarks that the average above chance leaves out: chance is not known, or the dense model guesses. */
  readonly leftOut: readonly string[];
  readonly perplexityText: string | null;
  readonly densePerplexity: number | null;
  /** Retention of random guessing by benchmark: chance ÷ dense. */
  readonly guessing: Guessing;
}

/** Joins prunings with their evaluations, with the leaderboard's metric for each benchmark. */
export function summarizePrunings(
  { units, metricOf, prunings: facts, evaluations }: Pick<ModelData & RemovalData, 'units' | 'metricOf' | 'prunings' | 'evaluations'>,
  aboveChance: boolean,
): PruningOverview {
  const chosen = evaluations.filter((evaluation) => isChosen(evaluation, metricOf));
  // As in the API's comparison of strategies: a benchmark of the whole model alone would leave every pruning without an average.
  const ofPrunings = chosen.filter(({ pruning }) => pruning !== null);
  const shown = ofPrunings.length > 0 ? ofPrunings : chosen;
  const names = (kind: EvaluationFacts['benchmark']['kind']) =>
    [...new Set(shown.filter((one) => one.benchmark.kind === kind).map((one) => one.benchmark.name))].sort();
  const benchmarks = names('MULTIPLE_CHOICE');
  const perplexityText = names('PERPLEXITY')[0] ?? null;
  const isLeftOut = (name: string) =>
    !chosen.some(({ benchmark, retentionAboveChance }) => benchmark.name === name && retentionAboveChance);
  const leftOut = aboveChance ? benchmarks.filter(isLeftOut) : [];
  const averaged = benchmarks.filter((name) => !leftOut.includes(name));
  const byPruning = Map.groupBy(chosen, (evaluation) => evaluation.pruning?.id ?? null);
  // A model, or a pruning, that is not evaluated yet has no row.
  const ofDense = byPruning.get(null) ?? [];
  const dense = ofDense.find((one) => one.benchmark.name === perplexityText);
  const divergences = evaluations.filter(({ metric, benchmark }) => metric === DIVERGENCE && benchmark.name === perplexityText);
  const prunings = facts.map((pruning): PruningSummary => {
    // As above.
    const own = byPruning.get(pruning.id) ?? [];
    const perplexity = own.find((one) => one.benchmark.name === perplexityText);
    const divergence = divergences.find((one) => one.pruning?.id === pruning.id);
    return {
      ...pruning,
      strategy: toStrategyName(pruning.strategy),
      retention: getRetention(own, averaged, aboveChance),
      perplexity: toMeasured(perplexity),
      divergence: toMeasured(divergence),
      changed: getChanged(own, benchmarks),
    };
  });
  const ofPerplexity = { perplexityText, densePerplexity: dense?.value ?? null };
  return { units, prunings, benchmarks, aboveChance, leftOut, ...ofPerplexity, guessing: listGuessing(ofDense.map(toDenseResult)) };
}

function toDenseResult({ benchmark: { name, chance }, value }: EvaluationFacts): DenseResult {
  return { benchmark: name, value, chance };
}

function isChosen(evaluation: EvaluationFacts, metricOf: ReadonlyMap<string, string>): boolean {
  const usual = HEADLINE_OF_KIND[evaluation.benchmark.kind === 'PERPLEXITY' ? 'perplexity' : 'multiple-choice'];
  return evaluation.metric === (metricOf.get(evaluation.benchmark.name) ?? usual);
}

function getRetention(
  evaluations: readonly EvaluationFacts[],
  averaged: readonly string[],
  aboveChance: boolean,
): Record<string, Measured> {
  const retention: Record<string, Measured> = {};
  for (const evaluation of evaluations) {
    const found = aboveChance ? evaluation.retentionAboveChance : findRaw(evaluation);
    if (found !== null && evaluation.benchmark.kind === 'MULTIPLE_CHOICE') retention[evaluation.benchmark.name] = found;
  }
  const measured = averaged.map((name) => retention[name]).filter((value) => value !== undefined);
  if (measured.length > 0 && measured.length === averaged.length) retention.average = averageOf(measured);
  return retention;
}

function toMeasured(evaluation: EvaluationFacts | undefined): Measured | null {
  return evaluation === undefined ? null : { value: evaluation.value, standardError: evaluation.standardError };
}

/** Shares of changed answers; those of a benchmark whose answers are not 0 or 1 are not known. */
function getChanged(own: readonly EvaluationFacts[], benchmarks: readonly string[]): Record<string, number> {
  const shares = own.flatMap(({ benchmark: { name, kind }, flips }) =>
    kind === 'MULTIPLE_CHOICE' && flips !== null ? [[name, flips.share] as const] : [],
  );
  const average = shares.reduce((sum, [, share]) => sum + share, 0) / shares.length;
  return Object.fromEntries(shares.length > 0 && shares.length === benchmarks.length ? [...shares, ['average', average]] : shares);
}

function findRaw({ retention, retentionStandardError }: EvaluationFacts): Measured | null {
  return retention === null ? null : { value: retention, standardError: retentionStandardError };
}

/** Mean of measured values; errors are treated as independent. It has no error if one of the values has none. */
export function averageOf(measured: readonly Measured[]): Measured {
  const squares = measured.map(({ standardError }) => (standardError === null ? Number.NaN : standardError ** 2));
  const error = Math.sqrt(squares.reduce((sum, square) => sum + square, 0)) / measured.length;
  return {
    value: measured.reduce((sum, one) => sum + one.value, 0) / measured.length,
    standardError: Number.isNaN(error) ? null : error,
  };
}
