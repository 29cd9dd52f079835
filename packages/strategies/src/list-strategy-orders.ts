import { type BlockOrder, MEASURES, type MeasureId, type SeriesUnit } from '@lamina/metrics';
import type { Unit } from '@lamina/plans';
import { STRATEGIES, type StrategyName } from './list.ts';
import { NO_SCORES, type Strategy, type StrategyScores } from './strategy.ts';

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

/**
 * The orders of every strategy that ranks all blocks of a score run. Angular distance ranks single blocks. Greedy removal is included if it continued
 * until one block was left.
 * @param series means of the run's metrics
 * @param units contributions of its documents to the metrics, in the order of the text
 */
export function listStrategyOrders(run: ScoredBlocks, series: readonly BlockMeans[], units: readonly MetricUnit[]): readonly NamedOrder[] {
  const { blockCount, greedyOrder, angularLastToken } = run;
  const steps = Array.from({ length: blockCount }, (_, block) => angularLastToken[block]?.[block + 1] ?? null);
  const scores: StrategyScores = {
    means: { ...Object.fromEntries(series.map(({ metric, means }) => [metric, means])), [MEASURES.angularDistance.id]: steps },
    angularLastToken,
    found: { ...NO_SCORES.found, greedy: greedyOrder.length < blockCount - 1 ? [] : [toBlocks(greedyOrder)] },
  };
  return STRATEGIES.flatMap((strategy) => {
    const metric = blockMetricOf(strategy);
    const values = metric === null ? findPlaces(strategy, scores, blockCount) : allNumbers(scores.means[metric]);
    return values === null ? [] : [{ strategy: strategy.name, values, units: metric === null ? [] : unitsOf(units, metric) }];
  });
}

function blockMetricOf({ needs }: Strategy): MeasureId | null {
  return typeof needs === 'string' ? null : (needs[0] ?? null);
}

/** Each block's position in the order of a strategy; a block that it does not name comes last. Null if the strategy has no order of all blocks. */
function findPlaces({ isNested, isRandom, needs, order }: Strategy, scores: StrategyScores, blockCount: number): readonly number[] | null {
  if (!isNested || isRandom || (typeof needs === 'string' && scores.found[needs].length === 0)) return null;
  const candidates = toBlocks([...Array(blockCount).keys()]);
  const blocks = order(scores, { blockCount, candidates, count: blockCount - 1, seed: 0 }).map(({ block }) => block);
  return candidates.map(({ block }) => (blocks.includes(block) ? blocks.indexOf(block) : blockCount));
}

function toBlocks(blocks: readonly number[]): readonly Unit[] {
  return blocks.map((block) => ({ kind: 'block', block }));
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
