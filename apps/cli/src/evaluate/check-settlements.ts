import { AppError } from '@lamina/errors';
import type { NamedSettlement } from './named-settlement.ts';

/**
 * The check of `--fail-below` for builds. A settlement that stayed open is judged by its estimate over all documents.
 * @param settlements those of a margin pass
 * @throws AppError CONFLICT naming what keeps less than the bound
 */
export function checkSettlements(settlements: readonly NamedSettlement[]): void {
  const failed = settlements.flatMap(({ name, limit, verdict, documents, available, estimate, quantity }) => {
    if (limit.kind === 'margin') return [];
    if (verdict === 'worse') return [`${name} keeps less than ${limit.value} (settled after ${documents} of ${available} documents)`];
    const kept = quantity === 'log-ratio' ? estimate - Math.log(limit.value) : estimate;
    return verdict === 'open' && kept < 0
      ? [`${name} keeps less than ${limit.value} by all ${available} documents; the interval contains the limit`]
      : [];
  });
  if (failed.length > 0) throw new AppError('CONFLICT', `less is kept than --fail-below asks: ${failed.join('; ')}`);
}
