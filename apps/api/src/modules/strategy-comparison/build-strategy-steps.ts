import { Strategy } from '../pruning/strategy.ts';
import { compareWithControl } from './compare-with-control.ts';
import type { StrategyComparisonStep } from './strategy-comparison.type.ts';
import type { EvaluatedPruning } from './strategy-comparison-statements.ts';
import type { StrategyResult } from './strategy-result.type.ts';

/** What is compared. */
export interface StepSettings {
  readonly benchmarks: readonly string[];
  readonly metric: string;
  readonly isHigherBetter: boolean;
}

/** A pruning that has the metric on every benchmark asked for. */
interface Measured {
  readonly pruning: EvaluatedPruning;
  readonly value: number | null;
  readonly retention: number;
  readonly retentionStandardError: number | null;
}

/** One step per number of removed layers. Of equal prunings (strategy, seed, protections, count) the newest stands; `prunings` are newest first. */
export function buildStrategySteps(prunings: readonly EvaluatedPruning[], settings: StepSettings): readonly StrategyComparisonStep[] {
  const newest = new Map<string, Measured>();
  for (const pruning of prunings) {
    const measured = measure(pruning, settings);
    const { strategy, seed, removedCount, removed, protectFirst, protectLast } = pruning;
    const key = JSON.stringify([strategy, seed, removedCount, protectFirst, protectLast, strategy === Strategy.EXPLICIT ? removed : null]);
    if (measured !== null && !newest.has(key)) newest.set(key, measured);
  }
  const byCount = Map.groupBy(newest.values(), ({ pruning }) => pruning.removedCount);
  return [...byCount].toSorted(([a], [b]) => a - b).map(([count, measured]) => buildStep(count, measured, settings));
}

function buildStep(removedCount: number, all: readonly Measured[], { isHigherBetter }: StepSettings): StrategyComparisonStep {
  const draws = all.filter(({ pruning }) => pruning.strategy === Strategy.RANDOM_INNER).map(({ retention }) => retention);
  const random = all.filter(({ pruning }) => pruning.strategy === Strategy.RANDOM);
  const single = all.filter(({ pruning }) => pruning.strategy !== Strategy.RANDOM && pruning.strategy !== Strategy.RANDOM_INNER);
  const rows = [...single.map(describeOne), ...(random.length > 0 ? [describeDraws(random)] : [])];
  const results = rows.map((row) => {
    const result = { value: row.retention, standardError: row.retentionStandardError };
    return { ...row, ...compareWithControl(result, draws, { isHigherBetter, removedCount }) };
  });
  return {
    removedCount,
    removedBlockRatio: all[0]?.pruning.removedBlockRatio ?? 0,
    control: results[0]?.control ?? controlOf(draws, removedCount),
    results: results.toSorted((a, b) => (isHigherBetter ? b.retention - a.retention : a.retention - b.retention)),
  };
}

/** The control of a step in which nothing else was measured. */
function controlOf(draws: readonly number[], removedCount: number) {
  return compareWithControl({ value: draws[0] ?? 0, standardError: null }, draws, { isHigherBetter: true, removedCount }).control;
}

type Row = Omit<StrategyResult, keyof ReturnType<typeof compareWithControl>>;

function describeOne({ pruning, value, retention, retentionStandardError }: Measured): Row {
  const { strategy, pruningKey, removed, protectFirst, protectLast } = pruning;
  return { strategy, pruningKey, removed, protectFirst, protectLast, draws: 1, value, retention, retentionStandardError };
}

function describeDraws(draws: readonly Measured[]): Row {
  const count = draws.length;
  const mean = (values: readonly number[]): number => values.reduce((sum, each) => sum + each, 0) / values.length;
  const retention = mean(draws.map((draw) => draw.retention));
  const squares = draws.reduce((sum, draw) => sum + (draw.retention - retention) ** 2, 0);
  const values = draws.flatMap(({ value }) => value ?? []);
  return {
    strategy: Strategy.RANDOM,
    pruningKey: null,
    removed: null,
    protectFirst: false,
    protectLast: false,
    draws: count,
    value: values.length === count ? mean(values) : null,
    retention,
    retentionStandardError: count < 2 ? null : Math.sqrt(squares / (count - 1) / count),
  };
}

/** Mean retention over the benchmarks, taken as independent; null until all of them are measured. */
function measure(pruning: EvaluatedPruning, { benchmarks, metric }: StepSettings): Measured | null {
  const cells = benchmarks.map((name) => pruning.cells.find((cell) => cell.benchmark === name && cell.metric === metric));
  const retentions = cells.flatMap((cell) => cell?.retention ?? []);
  if (retentions.length === 0 || retentions.length < benchmarks.length) return null;
  const errors = cells.flatMap((cell) => cell?.retentionStandardError ?? []);
  return {
    pruning,
    value: cells.length === 1 ? (cells[0]?.value ?? null) : null,
    retention: retentions.reduce((sum, each) => sum + each, 0) / retentions.length,
    retentionStandardError: errors.length === retentions.length ? Math.hypot(...errors) / errors.length : null,
  };
}
