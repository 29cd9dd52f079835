import { setImmediate } from 'node:timers/promises';
import {
  type RunSeries,
  type RunUnit,
  readSameDocuments,
  type ScoredRun,
  scoredRunsOfRevision,
  seriesOfRuns,
  unitsOfRuns,
} from '@lamina/database';
import { AppError } from '@lamina/errors';
import { type BlockOrder, compareOrders, compareScorings, countLowest, orderAscending } from '@lamina/metrics';
import { allNumbers, listStrategyOrders, unitsOf } from '@lamina/strategies';
import type { Stores } from '../../data/stores.ts';
import type { Metric } from '../vocabulary/metric.ts';
import type { CalibrationSensitivity, OrderAgreement, StrategyAgreement } from './agreement.type.ts';

/** Maximum number of runs that are compared in pairs; each pair costs a bootstrap. */
const MAX_RUNS = 8;
/** Number of bootstrap draws; a request waits for them. */
const AGREEMENT_DRAWS = 200;

/**
 * Agreement between strategies, on the run with the most metrics; null for a model that was not scored here. @throws AppError BAD_USER_INPUT for a count out
 * of range.
 */
export async function compareStrategies(
  { sqlReader }: Stores,
  revisionKey: string,
  count: number | null,
): Promise<StrategyAgreement | null> {
  const runs = await sqlReader.readRows<ScoredRun>(scoredRunsOfRevision(revisionKey));
  if (runs.length === 0) return null;
  const keys = runs.map(({ key }) => key);
  const all = await sqlReader.readRows<RunSeries>(seriesOfRuns(keys, null));
  const sizeOf = (run: ScoredRun): number => all.filter(isOf(run)).length + Number(run.greedyOrder.length > 0);
  const [run] = runs.toSorted(
    (a, b) => sizeOf(b) - sizeOf(a) || Number(a.documentPart !== null) - Number(b.documentPart !== null) || (a.key < b.key ? 1 : -1),
  );
  if (run === undefined) return null;
  const lowestCount = chooseCount(count, run);
  const units = await sqlReader.readRows<RunUnit>(unitsOfRuns([run.key], null));
  const orders = listStrategyOrders(run, all.filter(isOf(run)), units);
  return {
    scoreRunKey: run.key,
    lowestCount,
    draws: AGREEMENT_DRAWS,
    orders: orders.map(({ strategy, values }) => ({ strategy, lowest: orderAscending(values).slice(0, lowestCount) })),
    pairs: await comparePairs(orders, lowestCount, (first, second) => ({ first: first.strategy, second: second.strategy, isPaired: true })),
  };
}

/** Agreement between calibrations by one metric; null for a model that was not scored here. @throws AppError BAD_USER_INPUT for a count out of range. */
export async function compareCalibrations(
  { sqlReader }: Stores,
  revisionKey: string,
  { metric, count }: { readonly metric: Metric; readonly count: number | null },
): Promise<CalibrationSensitivity | null> {
  const found = await sqlReader.readRows<ScoredRun>(scoredRunsOfRevision(revisionKey));
  const keys = found.map(({ key }) => key);
  const series = await sqlReader.readRows<RunSeries>(seriesOfRuns(keys, metric));
  const scored = found.flatMap((run) => {
    const values = allNumbers(series.find(isOf(run))?.means);
    return values === null ? [] : [{ run, values }];
  });
  const [first] = scored;
  if (first === undefined) return null;
  const lowestCount = chooseCount(count, first.run);
  const chosen = scored.slice(0, MAX_RUNS);
  const chosenKeys = chosen.map(({ run }) => run.key);
  const units = await sqlReader.readRows<RunUnit>(unitsOfRuns(chosenKeys, metric));
  const orders = chosen.map(({ run, values }) => ({ run, values, units: unitsOf(units.filter(isOf(run)), metric) }));
  const named = orders.map(({ run, values }) => ({ name: run.key, values }));
  const comparison = named.length < 2 ? null : compareScorings(named, lowestCount);
  const lowestOf = (order: BlockOrder): number[] => orderAscending(order.values).slice(0, lowestCount);
  return {
    metric,
    lowestCount,
    draws: AGREEMENT_DRAWS,
    runs: orders.map((order, index) => ({ scoreRunKey: order.run.key, index, label: order.run.label, lowest: lowestOf(order) })),
    pairs: await comparePairs(orders, lowestCount, (one, other) => ({
      ...{ first: orders.indexOf(one), second: orders.indexOf(other) },
      isPaired: readSameDocuments(one.run, other.run) && one.units.length === other.units.length,
    })),
    lowestShare: comparison?.lowestShare ?? first.values.map((_, layer) => Number(lowestOf({ ...first, units: [] }).includes(layer))),
    worstJaccard: comparison?.worstJaccard ?? null,
  };
}

/** Compares pairs one after the other, so that a large table does not block the process. */
async function comparePairs<Order extends BlockOrder, Named extends { readonly isPaired: boolean }>(
  orders: readonly Order[],
  lowestCount: number,
  name: (first: Order, second: Order) => Named,
) {
  const pairs: (Named & OrderAgreement)[] = [];
  for (const [first, second] of orders.flatMap((one, place) => orders.slice(place + 1).map((other) => [one, other] as const))) {
    // A bootstrap blocks the event loop, so other requests run first.
    await setImmediate();
    const named = name(first, second);
    pairs.push({ ...named, ...compareOrders(first, second, { lowestCount, isPaired: named.isPaired, draws: AGREEMENT_DRAWS }) });
  }
  return pairs;
}

function isOf({ key }: ScoredRun) {
  return ({ runKey }: { readonly runKey: string }): boolean => runKey === key;
}

function chooseCount(count: number | null, { blockCount }: ScoredRun): number {
  const chosen = count ?? countLowest(blockCount);
  if (chosen >= 1 && chosen <= blockCount) return chosen;
  throw new AppError('BAD_USER_INPUT', `lowestCount is ${chosen}; the model has ${blockCount} layers, so give 1 to ${blockCount}.`);
}
