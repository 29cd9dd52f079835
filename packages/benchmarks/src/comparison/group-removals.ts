import { getAt } from '@lamina/errors';
import { sampleMean, standardErrorOfMean } from '@lamina/metrics';
import { blocksOf, keyOfRemoval } from '@lamina/plans';
import { STRATEGY } from '@lamina/strategies';
import type { EvaluatedRemoval } from './evaluated-removal.ts';
import type { ComparedResult, MeasuredRemoval } from './measured-removal.ts';

/** The result of one removal, or the mean over several draws. */
export interface RemovalOutcome
  extends Pick<ComparedResult, 'value' | 'result' | 'standardError' | 'degreesOfFreedom'>,
    Pick<EvaluatedRemoval, 'strategy' | 'chosenOn' | 'protectFirst' | 'protectLast'> {
  /** Key of the removal; null if several draws are averaged. */
  readonly key: string | null;
  readonly removed: readonly number[] | null;
  /** Number of averaged removals. */
  readonly draws: number;
}

/** One pruning of each choice and seed. The seeds of a search come from one run: those of another run belong to another search. */
export function listNewest(measured: readonly MeasuredRemoval[]): readonly MeasuredRemoval[] {
  const newest = new Map<string, MeasuredRemoval>();
  const runs = new Map<string, string | null>();
  for (const one of measured) {
    const { strategy, seed, chosenOn, scoreRunKey, remove, removedCount, protectFirst, protectLast } = one.pruning;
    const units = strategy === STRATEGY.explicit ? keyOfRemoval(remove) : null;
    const choice = JSON.stringify([strategy, chosenOn, removedCount, protectFirst, protectLast, units]);
    if (!runs.has(choice)) runs.set(choice, scoreRunKey);
    const key = JSON.stringify([choice, seed]);
    if (runs.get(choice) === scoreRunKey && !newest.has(key)) newest.set(key, one);
  }
  return [...newest.values()];
}

/** The draws of a random strategy, and the choices of one search with several seeds, are one result; every other removal is one by itself. */
export function groupDraws(compared: readonly MeasuredRemoval[]): readonly (readonly MeasuredRemoval[])[] {
  const keyOf = ({ pruning: { key, strategy, chosenOn, protectFirst, protectLast } }: MeasuredRemoval): string =>
    JSON.stringify([strategy, chosenOn, protectFirst, protectLast, strategy === STRATEGY.explicit ? key : null]);
  return [...Map.groupBy(compared, keyOf).values()];
}

/** The texts of other results by the same strategy whose one removal is the same. */
export function listTextsAlike(group: readonly MeasuredRemoval[], groups: readonly (readonly MeasuredRemoval[])[]): readonly string[] {
  const units = keyOfUnits(group);
  const alike = units === null ? [] : groups.filter((other) => other !== group && keyOfUnits(other) === units);
  return alike
    .map((other) => getAt(other, 0).pruning.chosenOn)
    .filter((text) => text !== null)
    .sort();
}

/** Null for several draws: their mean is of no removal alone. */
function keyOfUnits(group: readonly MeasuredRemoval[]): string | null {
  const { strategy, protectFirst, protectLast, remove } = getAt(group, 0).pruning;
  return group.length > 1 ? null : JSON.stringify([strategy, protectFirst, protectLast, keyOfRemoval(remove)]);
}

/** One result of a group: its removal, or the mean of its draws. */
export function describeGroup(group: readonly MeasuredRemoval[]): RemovalOutcome {
  const first = getAt(group, 0);
  const { strategy, chosenOn, key, remove, protectFirst, protectLast } = first.pruning;
  const choice = { strategy, chosenOn, protectFirst, protectLast };
  if (group.length === 1 && strategy !== STRATEGY.random) {
    const { value, result, standardError, degreesOfFreedom } = first;
    return { ...choice, key, removed: blocksOf(remove, 'block'), draws: 1, value, result, standardError, degreesOfFreedom };
  }
  const values = group.map(({ value }) => value).filter((value) => value !== null);
  return {
    ...choice,
    key: null,
    removed: null,
    draws: group.length,
    value: values.length === group.length ? sampleMean(values) : null,
    result: sampleMean(group.map(({ result }) => result)),
    standardError: findErrorOfMean(group),
    degreesOfFreedom: degreesOfMean(group),
  };
}

/** Where the error over samples is Student's, that of the spread over draws is, too. */
function degreesOfMean(group: readonly MeasuredRemoval[]): number {
  const smallest = Math.min(...group.map(({ degreesOfFreedom }) => degreesOfFreedom));
  return Number.isFinite(smallest) ? Math.max(1, Math.min(smallest, group.length - 1)) : smallest;
}

/** Standard error of a mean over draws that comes from their spread; null if it overflows. */
export function findSpread(draws: readonly MeasuredRemoval[]): number | null {
  return standardErrorOfMean(draws.map(({ result }) => result));
}

/**
 * The draws answer the same documents, so their errors over documents do not average out: the mean has theirs, with that of the spread. Null where one
 * is not known.
 */
function findErrorOfMean(draws: readonly MeasuredRemoval[]): number | null {
  const errors = draws.map(({ standardError }) => standardError).filter((error) => error !== null);
  const spread = findSpread(draws);
  return spread === null || errors.length < draws.length ? null : Math.hypot(spread, sampleMean(errors));
}
