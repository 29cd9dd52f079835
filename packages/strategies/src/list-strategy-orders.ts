import { type BlockOrder, METRIC_ID, type MetricId, type SeriesUnit } from '@lamina/metrics';
import { STRATEGY, type StrategyName } from '@lamina/plans';

/** The measurements of a score run from which strategies take their orders. */
export interface ScoredBlocks {
  readonly blockCount: number;
  /** Blocks in the order of greedy removal; empty if it was not measured. */
  readonly greedyOrder: readonly number[];
  /** float64[L + 1, L + 1]; distance of the states before two blocks, null where it was not measured. */
  readonly angularLastToken: readonly (readonly (number | null)[])[];
}

/** One metric of all blocks. */
export interface BlockMeans {
  readonly metric: string;
  /** float64[L] */
  readonly means: readonly (number | null)[];
}

/** The contribution of one document to a metric. */
export type MetricUnit = SeriesUnit & { readonly metric: string };

/** One strategy's order of all blocks. */
export interface NamedOrder extends BlockOrder {
  readonly strategy: StrategyName;
}

const SCORED: readonly (readonly [StrategyName, MetricId])[] = [
  [STRATEGY.blockInfluence, METRIC_ID.blockInfluence],
  [STRATEGY.relativeMagnitude, METRIC_ID.relativeMagnitude],
  [STRATEGY.leaveOneOutLoss, METRIC_ID.lossIncrease],
];

/**
 * The orders of every strategy that ranks all blocks of a score run. Angular distance ranks single blocks. Greedy removal is included if it continued
 * until one block was left.
 * @param series means of the run's metrics
 * @param units contributions of its documents to the metrics, in the order of the text
 */
export function listStrategyOrders(run: ScoredBlocks, series: readonly BlockMeans[], units: readonly MetricUnit[]): readonly NamedOrder[] {
  const scored = SCORED.flatMap(([strategy, metric]) => {
    const values = allNumbers(series.find((own) => own.metric === metric)?.means);
    return values === null ? [] : [{ strategy, values, units: unitsOf(units, metric) }];
  });
  const angular = allNumbers(Array.from({ length: run.blockCount }, (_, block) => run.angularLastToken[block]?.[block + 1] ?? null));
  const indices = Array.from({ length: run.blockCount }, (_, block) => block);
  return [
    ...scored,
    ...(angular === null ? [] : [{ strategy: STRATEGY.angularSpan, values: angular, units: [] }]),
    ...(run.greedyOrder.length < run.blockCount - 1 ? [] : [{ strategy: STRATEGY.greedyLoss, values: placesIn(run), units: [] }]),
    { strategy: STRATEGY.sequential, values: indices, units: [] },
    { strategy: STRATEGY.reverse, values: indices.map((index) => -index), units: [] },
  ];
}

/** The contribution of each document to one metric. */
export function unitsOf(units: readonly MetricUnit[], metric: string): readonly SeriesUnit[] {
  return units.filter((unit) => unit.metric === metric);
}

/** All values; null if one is missing, because the order would then cover other blocks. */
export function allNumbers(values: readonly (number | null)[] | undefined): readonly number[] | null {
  if (values === undefined || values.length === 0) return null;
  const numbers = values.filter((value) => value !== null);
  return numbers.length === values.length ? numbers : null;
}

/** Each block's position in the greedy order; the remaining block comes last. */
function placesIn({ greedyOrder, blockCount }: ScoredBlocks): readonly number[] {
  return Array.from({ length: blockCount }, (_, block) => {
    const place = greedyOrder.indexOf(block);
    return place === -1 ? blockCount : place;
  });
}
