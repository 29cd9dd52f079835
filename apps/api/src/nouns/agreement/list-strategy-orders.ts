import type { SeriesUnit } from '@lamina/metrics';
import { Metric } from '../vocabulary/metric.ts';
import { Strategy } from '../vocabulary/strategy.ts';
import type { RunSeries, RunUnit, ScoredRun } from './agreement-statements.ts';
import type { LayerOrder } from './compare-orders.ts';

/** One strategy's order of all layers. */
export interface NamedOrder extends LayerOrder {
  readonly strategy: Strategy;
}

const SCORED: readonly (readonly [Strategy, Metric])[] = [
  [Strategy.BLOCK_INFLUENCE, Metric.BLOCK_INFLUENCE],
  [Strategy.RELATIVE_MAGNITUDE, Metric.RELATIVE_MAGNITUDE],
  [Strategy.LEAVE_ONE_OUT_LOSS, Metric.LOSS_INCREASE],
];

/**
 * The orders of every strategy that ranks all layers of a run. Angular distance ranks single layers. Greedy removal is included if it continued until
 * one layer was left.
 */
export function listStrategyOrders(run: ScoredRun, series: readonly RunSeries[], units: readonly RunUnit[]): readonly NamedOrder[] {
  const scored = SCORED.flatMap(([strategy, metric]) => {
    const values = allNumbers(series.find((own) => own.metric === metric)?.means);
    return values === null ? [] : [{ strategy, values, units: unitsOf(units, metric) }];
  });
  const angular = allNumbers(Array.from({ length: run.blockCount }, (_, layer) => run.angularLastToken[layer]?.[layer + 1] ?? null));
  const indices = Array.from({ length: run.blockCount }, (_, layer) => layer);
  return [
    ...scored,
    ...(angular === null ? [] : [{ strategy: Strategy.ANGULAR_SPAN, values: angular, units: [] }]),
    ...(run.greedyOrder.length < run.blockCount - 1 ? [] : [{ strategy: Strategy.GREEDY_LOSS, values: placesIn(run), units: [] }]),
    { strategy: Strategy.SEQUENTIAL, values: indices, units: [] },
    { strategy: Strategy.REVERSE, values: indices.map((index) => -index), units: [] },
  ];
}

/** The contribution of each document to one metric. */
export function unitsOf(units: readonly RunUnit[], metric: string): readonly SeriesUnit[] {
  return units.filter((unit) => unit.metric === metric);
}

/** All values; null if one is missing, because the order would then cover other layers. */
export function allNumbers(values: readonly (number | null)[] | undefined): readonly number[] | null {
  if (values === undefined || values.length === 0) return null;
  const numbers = values.filter((value) => value !== null);
  return numbers.length === values.length ? numbers : null;
}

/** Each layer's position in the greedy order; the remaining layer comes last. */
function placesIn({ greedyOrder, blockCount }: ScoredRun): readonly number[] {
  return Array.from({ length: blockCount }, (_, layer) => {
    const place = greedyOrder.indexOf(layer);
    return place === -1 ? blockCount : place;
  });
}
