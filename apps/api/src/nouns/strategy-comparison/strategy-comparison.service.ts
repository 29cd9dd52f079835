import { compareStrategies, keepOneSetting, listLeftOutAboveChance, withChanceSubtracted } from '@lamina/benchmarks';
import { type EvaluatedPruning, evaluatedPrunings, lanesOfRevision, type QuantizedWholeRow, quantizedWholes } from '@lamina/database';
import { AppError } from '@lamina/errors';
import { findHeadline, HEADLINE_OF_KIND, isHigherBetter } from '@lamina/metrics';
import type { Stores } from '../../data/stores.ts';
import { checkBatchSize } from '../../paging/check-batch-size.ts';
import { UnitKind } from '../vocabulary/removal.ts';
import { RepairKind } from '../vocabulary/repair.ts';
import type { StrategyComparisonArgs } from './strategy-comparison.args.ts';
import type { StrategyComparison } from './strategy-comparison.type.ts';

/**
 * Compares the strategies that were evaluated on a model, and its quantized forms: three statements, then computed in memory.
 * @throws AppError NOT_FOUND for a benchmark that no pruning of the model was evaluated on in the lane
 */
export async function compareStrategiesOf(
  { sqlReader }: Stores,
  revisionKey: string,
  args: StrategyComparisonArgs,
): Promise<StrategyComparison> {
  if (args.removedCounts) checkBatchSize('removedCounts', args.removedCounts.length);
  const lanes = (await sqlReader.readRows<{ readonly lane: string }>(lanesOfRevision(revisionKey))).map(({ lane }) => lane);
  const lane = args.lane ?? lanes[0] ?? null;
  const benchmark = args.benchmark ?? null;
  const choice = { revisionKey, benchmark, units: args.units ?? [UnitKind.BLOCK], repair: args.repair ?? RepairKind.NONE };
  const evaluated = lane === null ? [] : await sqlReader.readRows<EvaluatedPruning>(evaluatedPrunings({ ...choice, lane }));
  const { records: prunings, ...kept } = keepOneSetting(evaluated);
  const quantized = lane === null ? [] : await sqlReader.readRows<QuantizedWholeRow>(quantizedWholes(revisionKey, lane));
  const cells = prunings.flatMap((pruning) => pruning.cells);
  const metric = args.metric ?? (benchmark === null ? undefined : findHeadline(cells)?.metric) ?? HEADLINE_OF_KIND['multiple-choice'];
  const chosen = benchmark === null ? listAveraged(cells, metric) : [benchmark];
  if (benchmark !== null && !cells.some((cell) => cell.metric === metric)) {
    throw new AppError(
      'NOT_FOUND',
      `No pruning of the model has ${metric} of "${benchmark.slice(0, 100)}" in this lane; the field lanes lists the model's lanes.`,
    );
  }
  const aboveChance = args.aboveChance ?? false;
  const leftOutAboveChance = aboveChance ? listLeftOutAboveChance([cells.filter((cell) => cell.metric === metric)], chosen) : [];
  const benchmarks = chosen.filter((name) => !leftOutAboveChance.includes(name));
  const settings = { benchmarks, metric, isHigherBetter: isHigherBetter(metric), aboveChance };
  // All stored strategies are values of the API's enum.
  const steps = compareStrategies(aboveChance ? prunings.map(withChanceSubtracted) : prunings, {
    ...settings,
    units: choice.units,
    quantized: aboveChance ? quantized.map(withChanceSubtracted) : quantized,
  }) as StrategyComparison['steps'];
  const wanted = args.removedCounts ? new Set(args.removedCounts) : null;
  return { lane, lanes, ...kept, ...settings, leftOutAboveChance, steps: steps.filter((step) => wanted?.has(step.removedCount) ?? true) };
}

/** Benchmarks with the metric; perplexities are not part of an average of accuracies. */
function listAveraged(cells: readonly EvaluatedPruning['cells'][number][], metric: string): readonly string[] {
  return [...new Set(cells.filter((cell) => cell.metric === metric).map((cell) => cell.benchmark))].sort();
}
