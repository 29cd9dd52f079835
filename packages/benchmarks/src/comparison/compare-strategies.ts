import { getAt } from '@lamina/errors';
import { type ControlDraws, HEADLINE_OF_KIND, sampleMean, standardErrorOfMean } from '@lamina/metrics';
import { STRATEGY } from '@lamina/plans';
import { type ControlClaim, type ControlledRetention, findControl, judgeTogether } from './compare-with-control.ts';
import { type EqualBytesBaseline, findEqualBytes, type MeasuredQuantizedWhole } from './equal-bytes.ts';
import {
  type ComparedRetention,
  type DocumentAnswers,
  type DocumentTerms,
  findPairedError,
  listTerms,
  type StrategyDifference,
  type TestedDifference,
  testDifference,
} from './judge-differences.ts';
import type { BenchmarkRetention } from './list-left-out-above-chance.ts';
import { type AveragedMetric, type EvaluatedCell, findCells, type MeanRetention, measureRetention } from './measure-retention.ts';
import { withChanceSubtracted } from './with-chance-subtracted.ts';

/** An evaluated removal. */
export interface EvaluatedRemoval {
  readonly key: string;
  /** A strategy's name. */
  readonly strategy: string;
  /** The seed of a random draw, or of a search with a further seed; null for the others. */
  readonly seed: number | null;
  readonly protectFirst: boolean;
  readonly protectLast: boolean;
  /** Whole removed blocks. */
  readonly removed: readonly number[];
  /** Blocks of which only the attention, and only the MLP, is removed. */
  readonly removedAttention?: readonly number[];
  readonly removedMlp?: readonly number[];
  /** Number of removed units. */
  readonly removedCount: number;
  /** Removed units ÷ all units of these kinds. */
  readonly removedRatio: number;
  /** Removed parameters ÷ all parameters. */
  readonly removedParameterRatio: number;
  /** As measured. */
  readonly cells: readonly (EvaluatedCell & BenchmarkRetention)[];
}

/** The retention of one strategy, compared with the control, with the default strategy and with quantization. */
export interface StrategyOutcome extends ControlledRetention {
  /** Key of the removal; null if several draws are averaged. */
  readonly key: string | null;
  readonly strategy: string;
  readonly removed: readonly number[] | null;
  readonly protectFirst: boolean;
  readonly protectLast: boolean;
  /** Number of averaged removals. */
  readonly draws: number;
  /** Null for a mean over several benchmarks. */
  readonly value: number | null;
  readonly retention: number;
  readonly retentionStandardError: number | null;
  /** Against block influence at the same count, with the same protections where they are measured; null for itself, and without a known error. */
  readonly againstDefault: StrategyDifference | null;
  /** Against the step's baseline of equal bytes; null without one, and without a known error. */
  readonly againstEqualBytes: StrategyDifference | null;
}

/** All strategies at one number of removed blocks. */
export interface StrategyStep {
  readonly removedCount: number;
  readonly removedBlockRatio: number;
  readonly control: ControlDraws | null;
  /** Null where no quantized form of the whole model is that small and measured. */
  readonly equalBytes: EqualBytesBaseline | null;
  /** Best first; the control itself is not included. */
  readonly results: readonly StrategyOutcome[];
}

/** The benchmarks and the metric to compare. */
export interface StrategySettings extends AveragedMetric {
  readonly isHigherBetter: boolean;
  /** Kinds of the removed units; used in sentences. */
  readonly units: readonly string[];
  /** Whether retentions are compared above chance (`withChanceSubtracted`), as the answers are then. Default: false. */
  readonly aboveChance?: boolean;
  /** Quantized forms of the whole model, evaluated on the same benchmarks, as measured. */
  readonly quantized?: readonly MeasuredQuantizedWhole[];
  /** Stored answers of the evaluations; of perplexities, numerators and denominators make the logarithm of the retention. */
  readonly answers?: readonly DocumentAnswers[];
}

/** What a step takes its claims from. */
interface StepSettings extends Omit<StrategySettings, 'answers'> {
  readonly terms: ReadonlyMap<string, DocumentTerms>;
}

/** A pruning that has the metric on every requested benchmark. */
interface Measured extends MeanRetention {
  readonly pruning: EvaluatedRemoval;
}

/**
 * Every strategy compared with the random-inner control, with block influence and with quantization, one step per number of removed blocks. Of equal
 * prunings (strategy, seed, protections, count), the newest is used.
 * @param prunings newest first; those without the metric on every benchmark are left out
 */
export function compareStrategies(
  prunings: readonly EvaluatedRemoval[],
  { answers = [], quantized: forms = [], ...settings }: StrategySettings,
): readonly StrategyStep[] {
  const newest = new Map<string, Measured>();
  const quantized = settings.aboveChance ? forms.map(withChanceSubtracted) : forms;
  for (const pruning of settings.aboveChance ? prunings.map(withChanceSubtracted) : prunings) {
    const measured = measureRetention(pruning.cells, settings);
    const { strategy, seed, removed, removedCount, protectFirst, protectLast } = pruning;
    const units = strategy === STRATEGY.explicit ? [removed, pruning.removedAttention, pruning.removedMlp] : null;
    const key = JSON.stringify([strategy, seed, removedCount, protectFirst, protectLast, units]);
    if (measured !== null && !newest.has(key)) newest.set(key, { pruning, ...measured });
  }
  const byCount = Map.groupBy(newest.values(), ({ pruning }) => pruning.removedCount);
  const { isHigherBetter } = settings;
  const terms = listTerms(answers, settings.metric === HEADLINE_OF_KIND.perplexity);
  const drafts = [...byCount]
    .toSorted(([a], [b]) => a - b)
    .map(([count, measured]) => draftStep(count, measured, { ...settings, quantized, terms }));
  // All that is said of all strategies at all counts is one family of claims.
  const all = drafts.flatMap(({ rows }) => rows);
  const tested = all.flatMap(({ againstDefault, againstEqualBytes }) => [againstDefault, againstEqualBytes]);
  const { controls, judged } = judgeTogether(
    all.map(({ claim }) => claim),
    tested.filter((difference) => difference !== null),
  );
  const find = (difference: TestedDifference | null) => (difference && judged.get(difference)) ?? null;
  return drafts.map(({ rows, ...step }) => ({
    ...step,
    results: rows
      .map((row) => ({
        ...row.outcome,
        ...getAt(controls, all.indexOf(row)),
        againstDefault: find(row.againstDefault),
        againstEqualBytes: find(row.againstEqualBytes),
      }))
      .toSorted((a, b) => (isHigherBetter ? b.retention - a.retention : a.retention - b.retention)),
  }));
}

interface StepDraft extends Omit<StrategyStep, 'results'> {
  readonly rows: readonly RowDraft[];
}

/** A result with what is claimed of it. */
interface RowDraft {
  readonly outcome: Outcome;
  readonly claim: ControlClaim;
  readonly againstDefault: TestedDifference | null;
  readonly againstEqualBytes: TestedDifference | null;
}

function draftStep(removedCount: number, all: readonly Measured[], settings: StepSettings): StepDraft {
  const { isHigherBetter, units, aboveChance = false, quantized = [] } = settings;
  const drawn = all.filter(({ pruning }) => pruning.strategy === STRATEGY.randomInner);
  const draws = drawn.map(({ retention }) => retention);
  const control = drawn.length === 0 ? null : compareGroup(drawn, describeGroup(drawn), settings);
  const groups = groupDraws(all.filter(({ pruning }) => pruning.strategy !== STRATEGY.randomInner));
  // The smallest of the models: units of one kind may differ in size.
  const equalBytes = findEqualBytes(quantized, 1 - Math.max(...all.map(({ pruning }) => pruning.removedParameterRatio)), settings);
  const form = quantized.find(({ model }) => model === equalBytes?.model);
  const baseline = equalBytes && form ? { ...equalBytes, spread: 0, terms: findTerms([form.cells], settings) } : null;
  const rows = groups.map((group) => {
    const outcome = describeGroup(group);
    return { outcome, compared: compareGroup(group, outcome, settings) };
  });
  return {
    removedCount,
    removedBlockRatio: getAt(all, 0).pruning.removedRatio,
    control: findControl(draws),
    equalBytes,
    rows: rows.map(({ outcome, compared }) => {
      const paired = control && findPairedError(compared, control);
      const isPaired = paired !== null && compared.spread !== null;
      const reference = findDefault(outcome, rows);
      return {
        outcome,
        claim: {
          value: outcome.retention,
          standardError: isPaired ? Math.hypot(paired, compared.spread) : outcome.retentionStandardError,
          error: isPaired ? 'paired' : 'independent',
          ...{ draws, isHigherBetter, removedCount, units, aboveChance },
        },
        againstDefault: reference && testDifference(compared, reference, isHigherBetter),
        againstEqualBytes: baseline && testDifference(compared, baseline, isHigherBetter),
      };
    }),
  };
}

interface ComparedRow {
  readonly outcome: Outcome;
  readonly compared: ComparedRetention;
}

/** Block influence, with the same protections if they are measured; null for block influence itself. */
function findDefault({ strategy, protectFirst, protectLast }: Outcome, rows: readonly ComparedRow[]): ComparedRetention | null {
  if (strategy === STRATEGY.blockInfluence) return null;
  const references = rows.filter(({ outcome }) => outcome.strategy === STRATEGY.blockInfluence);
  const alike = references.find(({ outcome }) => outcome.protectFirst === protectFirst && outcome.protectLast === protectLast);
  return (alike ?? references[0])?.compared ?? null;
}

function compareGroup(
  group: readonly Measured[],
  { retention, retentionStandardError }: Outcome,
  settings: StepSettings,
): ComparedRetention {
  const terms = findTerms(
    group.map(({ pruning }) => pruning.cells),
    settings,
  );
  return { retention, retentionStandardError, spread: group.length === 1 ? 0 : retentionStandardError, terms };
}

/** For each benchmark, the terms of each model; null where one is not known. */
function findTerms(models: readonly (readonly EvaluatedCell[])[], { terms, ...averaged }: StepSettings): ComparedRetention['terms'] {
  const known = averaged.benchmarks.map((_, place) =>
    models.map((cells) => findStored(findCells(cells, averaged)[place], terms)).filter((found) => found !== undefined),
  );
  return known.every((found) => found.length === models.length) ? known : null;
}

function findStored(cell: EvaluatedCell | undefined, terms: StepSettings['terms']): DocumentTerms | undefined {
  return cell?.key === undefined ? undefined : terms.get(cell.key);
}

/** The draws of a random strategy, and the choices of one search with several seeds, are one result; every other removal is one by itself. */
function groupDraws(compared: readonly Measured[]): readonly (readonly Measured[])[] {
  const keyOf = ({ pruning: { key, strategy, protectFirst, protectLast } }: Measured): string =>
    JSON.stringify([strategy, protectFirst, protectLast, strategy === STRATEGY.explicit ? key : null]);
  return [...Map.groupBy(compared, keyOf).values()];
}

function describeGroup(group: readonly Measured[]): Outcome {
  const first = getAt(group, 0);
  return group.length === 1 && first.pruning.strategy !== STRATEGY.random ? describeOne(first) : describeDraws(group);
}

/** A result before it is compared. */
type Outcome = Omit<StrategyOutcome, keyof ControlledRetention | 'againstDefault' | 'againstEqualBytes'>;

function describeOne({ pruning, value, retention, retentionStandardError }: Measured): Outcome {
  const { strategy, key, removed, protectFirst, protectLast } = pruning;
  return { strategy, key, removed, protectFirst, protectLast, draws: 1, value, retention, retentionStandardError };
}

function describeDraws(draws: readonly Measured[]): Outcome {
  const { strategy, protectFirst, protectLast } = getAt(draws, 0).pruning;
  const count = draws.length;
  const retentions = draws.map(({ retention }) => retention);
  const values = draws.map(({ value }) => value).filter((value) => value !== null);
  return {
    strategy,
    key: null,
    removed: null,
    protectFirst,
    protectLast,
    draws: count,
    value: values.length === count ? sampleMean(values) : null,
    retention: sampleMean(retentions),
    retentionStandardError: standardErrorOfMean(retentions),
  };
}
