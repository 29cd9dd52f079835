import { getAt } from '@lamina/errors';
import { sampleMean, standardErrorOfMean } from '@lamina/metrics';
import { blocksOf, keyOfRemoval } from '@lamina/plans';
import { STRATEGY } from '@lamina/strategies';
import type { EvaluatedRemoval } from './evaluated-removal.ts';
import { type AveragedMetric, type MeanRetention, measureRetention } from './measure-retention.ts';

/** A removal that has the metric on every requested benchmark. */
export interface Measured extends MeanRetention {
  readonly pruning: EvaluatedRemoval;
}

/** The retention of one removal, or the mean over several draws. */
export interface RemovalOutcome extends MeanRetention, Pick<EvaluatedRemoval, 'strategy' | 'chosenOn' | 'protectFirst' | 'protectLast'> {
  /** Key of the removal; null if several draws are averaged. */
  readonly key: string | null;
  readonly removed: readonly number[] | null;
  /** Number of averaged removals. */
  readonly draws: number;
}

/** One pruning of each choice and seed. The seeds of a search come from one run: those of another run belong to another search. */
export function listNewest(prunings: readonly EvaluatedRemoval[], averaged: AveragedMetric): readonly Measured[] {
  const newest = new Map<string, Measured>();
  const runs = new Map<string, string | null>();
  for (const pruning of prunings) {
    const measured = measureRetention(pruning.cells, averaged);
    if (measured === null) continue;
    const { strategy, seed, chosenOn, scoreRunKey, remove, removedCount, protectFirst, protectLast } = pruning;
    const units = strategy === STRATEGY.explicit ? keyOfRemoval(remove) : null;
    const choice = JSON.stringify([strategy, chosenOn, removedCount, protectFirst, protectLast, units]);
    if (!runs.has(choice)) runs.set(choice, scoreRunKey);
    const key = JSON.stringify([choice, seed]);
    if (runs.get(choice) === scoreRunKey && !newest.has(key)) newest.set(key, { pruning, ...measured });
  }
  return [...newest.values()];
}

/** The draws of a random strategy, and the choices of one search with several seeds, are one result; every other removal is one by itself. */
export function groupDraws(compared: readonly Measured[]): readonly (readonly Measured[])[] {
  const keyOf = ({ pruning: { key, strategy, chosenOn, protectFirst, protectLast } }: Measured): string =>
    JSON.stringify([strategy, chosenOn, protectFirst, protectLast, strategy === STRATEGY.explicit ? key : null]);
  return [...Map.groupBy(compared, keyOf).values()];
}

/** The texts of other results by the same strategy whose one removal is the same. */
export function listTextsAlike(group: readonly Measured[], groups: readonly (readonly Measured[])[]): readonly string[] {
  const units = keyOfUnits(group);
  const alike = units === null ? [] : groups.filter((other) => other !== group && keyOfUnits(other) === units);
  return alike
    .map((other) => getAt(other, 0).pruning.chosenOn)
    .filter((text) => text !== null)
    .sort();
}

/** Null for several draws: their mean is of no removal alone. */
function keyOfUnits(group: readonly Measured[]): string | null {
  const { strategy, protectFirst, protectLast, remove } = getAt(group, 0).pruning;
  return group.length > 1 ? null : JSON.stringify([strategy, protectFirst, protectLast, keyOfRemoval(remove)]);
}

/** One result of a group: its removal, or the mean of its draws. */
export function describeGroup(group: readonly Measured[]): RemovalOutcome {
  const first = getAt(group, 0);
  return group.length === 1 && first.pruning.strategy !== STRATEGY.random ? describeOne(first) : describeDraws(group);
}

function describeOne({ pruning, value, retention, retentionStandardError }: Measured): RemovalOutcome {
  const { strategy, chosenOn, key, remove, protectFirst, protectLast } = pruning;
  const removed = blocksOf(remove, 'block');
  return { strategy, chosenOn, key, removed, protectFirst, protectLast, draws: 1, value, retention, retentionStandardError };
}

function describeDraws(draws: readonly Measured[]): RemovalOutcome {
  const { strategy, chosenOn, protectFirst, protectLast } = getAt(draws, 0).pruning;
  const count = draws.length;
  const retentions = draws.map(({ retention }) => retention);
  const values = draws.map(({ value }) => value).filter((value) => value !== null);
  return {
    strategy,
    chosenOn,
    key: null,
    removed: null,
    protectFirst,
    protectLast,
    draws: count,
    value: values.length === count ? sampleMean(values) : null,
    retention: sampleMean(retentions),
    retentionStandardError: findErrorOfMean(draws),
  };
}

/** Standard error of a mean over draws that comes from their spread; null if it overflows. */
export function findSpread(draws: readonly Measured[]): number | null {
  return standardErrorOfMean(draws.map(({ retention }) => retention));
}

/**
 * The draws answer the same documents, so their errors over documents do not average out: the mean has theirs, with that of the spread. Null where one
 * is not known.
 */
function findErrorOfMean(draws: readonly Measured[]): number | null {
  const errors = draws.map(({ retentionStandardError }) => retentionStandardError).filter((error) => error !== null);
  const spread = findSpread(draws);
  return spread === null || errors.length < draws.length ? null : Math.hypot(spread, sampleMean(errors));
}
