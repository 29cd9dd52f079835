import { isAccuracy } from '@lamina/metrics';
import { type MeasuredRetention, subtractChance } from './subtract-chance.ts';

/**
 * The same record with retentions above chance (`subtractChance`) instead of raw ones, so that averages, ranks and comparisons work with them. Metrics
 * without right answers (perplexities, divergences) do not change.
 */
export function withChanceSubtracted<Measured extends { readonly cells: readonly MeasuredRetention[] }>(record: Measured): Measured {
  return { ...record, cells: record.cells.map((cell) => (isAccuracy(cell.metric) ? { ...cell, ...retentionOf(cell) } : cell)) };
}

function retentionOf(cell: MeasuredRetention): Pick<MeasuredRetention, 'retention' | 'retentionStandardError'> {
  const found = subtractChance(cell);
  return { retention: found?.value ?? null, retentionStandardError: found?.standardError ?? null };
}
