import { getAt } from '@lamina/errors';
import { type ControlDraws, sampleMean, standardErrorOfMean } from '@lamina/metrics';
import { STRATEGY } from '@lamina/plans';
import { type ControlClaim, type ControlledRetention, compareWithControls, findControl } from './compare-with-control.ts';
import { type EqualBytesBaseline, findEqualBytes, type QuantizedWhole } from './equal-bytes.ts';
import { type EvaluatedCell, type MeanRetention, measureRetention } from './measure-retention.ts';

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
  readonly cells: readonly EvaluatedCell[];
}

/** The retention of one strategy, compared with the control. */
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
export interface StrategySettings {
  readonly benchmarks: readonly string[];
  readonly metric: string;
  readonly isHigherBetter: boolean;
  /** Kinds of the removed units; used in sentences. */
  readonly units: readonly string[];
  /** Whether the retentions are above chance (`withChanceSubtracted`); used in sentences. Default: false. */
  readonly aboveChance?: boolean;
  /** Quantized forms of the whole model, evaluated on the same benchmarks. */
  readonly quantized?: readonly QuantizedWhole[];
}

/** A pruning that has the metric on every requested benchmark. */
interface Measured extends MeanRetention {
  readonly pruning: EvaluatedRemoval;
}

/**
 * Every strategy compared with the random-inner control, one step per number of removed blocks. Of equal prunings (strategy, seed, protections,
 * count), the newest is used.
 * @param prunings newest first; those without the metric on every benchmark are left out
 */
export function compareStrategies(prunings: readonly EvaluatedRemoval[], settings: StrategySettings): readonly StrategyStep[] {
  const newest = new Map<string, Measured>();
  for (const pruning of prunings) {
    const measured = measureRetention(pruning.cells, settings);
    const { strategy, seed, removed, removedCount, protectFirst, protectLast } = pruning;
    const units = strategy === STRATEGY.explicit ? [removed, pruning.removedAttention, pruning.removedMlp] : null;
    const key = JSON.stringify([strategy, seed, removedCount, protectFirst, protectLast, units]);
    if (measured !== null && !newest.has(key)) newest.set(key, { pruning, ...measured });
  }
  const byCount = Map.groupBy(newest.values(), ({ pruning }) => pruning.removedCount);
  const drafts = [...byCount].toSorted(([a], [b]) => a - b).map(([count, measured]) => draftStep(count, measured, settings));
  // The strategies at all counts are one family of claims.
  const compared = compareWithControls(drafts.flatMap(({ claims }) => claims));
  const all = drafts.flatMap(({ rows }) => rows);
  const { isHigherBetter } = settings;
  return drafts.map(({ rows, claims: _claims, ...step }) => ({
    ...step,
    results: rows
      .map((row) => ({ ...row, ...getAt(compared, all.indexOf(row)) }))
      .toSorted((a, b) => (isHigherBetter ? b.retention - a.retention : a.retention - b.retention)),
  }));
}

interface StepDraft extends Omit<StrategyStep, 'results'> {
  readonly rows: readonly Row[];
  /** One per row. */
  readonly claims: readonly ControlClaim[];
}

function draftStep(
  removedCount: number,
  all: readonly Measured[],
  { isHigherBetter, units, aboveChance = false, quantized = [], ...settings }: StrategySettings,
): StepDraft {
  const draws = all.filter(({ pruning }) => pruning.strategy === STRATEGY.randomInner).map(({ retention }) => retention);
  const rows = groupDraws(all.filter(({ pruning }) => pruning.strategy !== STRATEGY.randomInner)).map(describeGroup);
  return {
    removedCount,
    removedBlockRatio: getAt(all, 0).pruning.removedRatio,
    control: findControl(draws),
    // The smallest of the models: units of one kind may differ in size.
    equalBytes: findEqualBytes(quantized, 1 - Math.max(...all.map(({ pruning }) => pruning.removedParameterRatio)), settings),
    rows,
    claims: rows.map(({ retention, retentionStandardError }) => ({
      ...{ value: retention, standardError: retentionStandardError, draws },
      ...{ isHigherBetter, removedCount, units, aboveChance },
    })),
  };
}

/** The draws of a random strategy, and the choices of one search with several seeds, are one result; every other removal is one by itself. */
function groupDraws(compared: readonly Measured[]): readonly (readonly Measured[])[] {
  const keyOf = ({ pruning: { key, strategy, protectFirst, protectLast } }: Measured): string =>
    JSON.stringify([strategy, protectFirst, protectLast, strategy === STRATEGY.explicit ? key : null]);
  return [...Map.groupBy(compared, keyOf).values()];
}

function describeGroup(group: readonly Measured[]): Row {
  const first = getAt(group, 0);
  return group.length === 1 && first.pruning.strategy !== STRATEGY.random ? describeOne(first) : describeDraws(group);
}

type Row = Omit<StrategyOutcome, keyof ControlledRetention>;

function describeOne({ pruning, value, retention, retentionStandardError }: Measured): Row {
  const { strategy, key, removed, protectFirst, protectLast } = pruning;
  return { strategy, key, removed, protectFirst, protectLast, draws: 1, value, retention, retentionStandardError };
}

function describeDraws(draws: readonly Measured[]): Row {
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
