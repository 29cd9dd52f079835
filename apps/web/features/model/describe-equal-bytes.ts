import { describeRetention } from '../pruning/describe-retention.ts';
import type { Numbers } from '../ui/numbers.ts';
import type { StrategyComparison } from './load-insight.ts';

/** The baseline of equal bytes: a sentence for each quantized form, with the numbers of removed units that it stands for. */
export function describeEqualBytes(
  { steps, aboveChance }: Pick<StrategyComparison, 'steps' | 'aboveChance'>,
  noun: string,
  numbers: Numbers,
): readonly string[] {
  const baselines = steps.flatMap(({ removedCount, equalBytes }) => (equalBytes ? [{ removedCount, ...equalBytes }] : []));
  return [...Map.groupBy(baselines, ({ model }) => model).values()].flatMap((own) => {
    const counts = own.map(({ removedCount }) => removedCount).join(', ');
    const smallest = Math.min(...own.map(({ prunedBytesRatio }) => prunedBytesRatio));
    return own.slice(0, 1).map(({ precision, bytesRatio, retention, retentionStandardError }) => {
      const kept = describeRetention({ value: retention, standardError: retentionStandardError, aboveChance }, numbers);
      return `Instead of removing ${noun} (${counts}), the whole model quantized to ${precision} keeps ${kept}. Its weights take ${numbers.percent(bytesRatio)} of the bytes; the smallest of these pruned models takes ${numbers.percent(smallest)}.`;
    });
  });
}
